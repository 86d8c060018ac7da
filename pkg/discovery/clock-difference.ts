import type { HttpResult } from '../host/host.ts';

/** The cluster's certificates begin five minutes before they are made: a clock further behind finds them not valid yet. */
const WORTH_A_WARNING_MS = 3 * 60_000;

/** What to do about a clock that is wrong. */
export const SET_CLOCK =
  'set the clock: `timedatectl` shows its state and `timedatectl set-ntp true` lets it be kept right (or start chrony: ' +
  '`systemctl enable --now chrony`); then run the command again';

/**
 * How much this machine's clock is ahead of the server's, by the answer's Date header, in milliseconds; negative when
 * it is behind, `undefined` when the server does not tell the time.
 */
export function clockAhead({ headers }: HttpResult, now: Date): number | undefined {
  const date = headers?.['date'];
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : now.getTime() - time;
}

/** Whether the clocks differ by so much that certificates may seem not valid. */
export function clocksDiffer(ahead: number | undefined): ahead is number {
  return ahead !== undefined && Math.abs(ahead) > WORTH_A_WARNING_MS;
}

/** `this machine's clock is 2h 5m behind that of the API server` */
export function describeDifference(ahead: number): string {
  return `this machine's clock is ${duration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} that of the API server`;
}

/** The two largest units. */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  const shown = first < 0 ? units.slice(-1) : units.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join(' ');
}
