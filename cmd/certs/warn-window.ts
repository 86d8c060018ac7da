import { parseDuration } from '../../pkg/config/duration.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';

const DAY = 24 * 3_600_000;

/**
 * A time span in milliseconds: days, or a Go duration, or both (`30d`, `12h`, `1d12h`).
 *
 * @param flag - the flag that it was given with, for the error
 * @throws KubeadmError `invalid-flag`
 */
export function timeSpan(text: string, flag: string): number {
  const [, days = '', rest = ''] = /^(?:(\d{1,6})d)?(.*)$/.exec(text.trim()) ?? [];
  const duration = rest === '' ? (days === '' ? undefined : 0) : parseDuration(rest);
  const total = duration === undefined ? -1 : Number(days) * DAY + duration;
  if (total >= 0) return total;
  throw new KubeadmError('invalid-flag', `--${flag} is no time span: "${text}"`, {
    hint: `write days or hours: --${flag} 30d, --${flag} 12h`,
  });
}
