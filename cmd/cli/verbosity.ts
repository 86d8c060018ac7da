import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { FlagValues } from './flag.ts';

/**
 * How much detail to tell: `-v`, or the highest level that `--vmodule` names (there are no source files to choose from
 * in a bundle).
 *
 * @throws KubeadmError `invalid-flag`
 */
export function verbosityOf(values: FlagValues): number {
  const modules = String(values['vmodule'] ?? '')
    .split(',')
    .filter((item) => item !== '');
  const levels = modules.map((item) => {
    const [, level] = /^[^=]+=(\d+)$/.exec(item) ?? [];
    if (level === undefined) {
      throw new KubeadmError('invalid-flag', `invalid value "${item}" for --vmodule: pattern=N is expected`);
    }
    return Number(level);
  });
  return Math.max(Number(values['v'] ?? 0), ...levels);
}
