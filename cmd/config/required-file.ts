import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Invocation } from '../cli/command.ts';

/**
 * The file that a command cannot do without.
 *
 * @param flag - that names it, without dashes
 * @throws KubeadmError `missing-flag`
 */
export function requiredFile({ flags, path }: Invocation, flag: string): string {
  const file = String(flags[flag] ?? '');
  if (file !== '') return file;
  const command = ['kubeadm-ts', ...path].join(' ');
  throw new KubeadmError('missing-flag', `\`${command}\` needs to know which file`, {
    hint: `name it: ${command} --${flag} cluster.yaml`,
  });
}
