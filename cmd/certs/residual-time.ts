const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** A size from which on another way of writing counts. */
interface Style {
  /** Milliseconds, exclusive. */
  readonly below: number;
  readonly unit: number;
  readonly letter: string;
  /** A second, smaller unit, left out where it is zero. */
  readonly more?: readonly [unit: number, letter: string];
}

/** As Kubernetes writes how long something lasts: two units where the larger one alone would be coarse. */
const STYLES: readonly Style[] = [
  { below: 2 * MINUTE, unit: SECOND, letter: 's' },
  { below: 10 * MINUTE, unit: MINUTE, letter: 'm', more: [SECOND, 's'] },
  { below: 3 * HOUR, unit: MINUTE, letter: 'm' },
  { below: 8 * HOUR, unit: HOUR, letter: 'h', more: [MINUTE, 'm'] },
  { below: 2 * DAY, unit: HOUR, letter: 'h' },
  { below: 8 * DAY, unit: DAY, letter: 'd', more: [HOUR, 'h'] },
  { below: 2 * YEAR, unit: DAY, letter: 'd' },
  { below: 8 * YEAR, unit: YEAR, letter: 'y', more: [DAY, 'd'] },
  { below: Infinity, unit: YEAR, letter: 'y' },
];

/** A time span as the table of `check-expiration` has it: `364d`, `2y30d`. Up to a second ago is `0s`. */
export function residualTime(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const time = seconds * SECOND;
  const style = STYLES.find(({ below }) => time < below);
  if (style === undefined) return '<invalid>';
  const { unit, letter, more } = style;
  const rest = more === undefined ? 0 : Math.floor((time % unit) / more[0]);
  return `${Math.floor(time / unit)}${letter}${more === undefined || rest === 0 ? '' : `${rest}${more[1]}`}`;
}
