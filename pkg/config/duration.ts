/** Nanoseconds in each unit that Go's durations know. */
const UNITS: ReadonlyMap<string, bigint> = new Map(
  Object.entries({
    ns: 1n,
    us: 1_000n,
    µs: 1_000n,
    μs: 1_000n,
    ms: 1_000_000n,
    s: 1_000_000_000n,
    m: 60_000_000_000n,
    h: 3_600_000_000_000n,
  }),
);
const MAX_NANOSECONDS = 2n ** 63n - 1n;
const PART = /(\d*)(?:\.(\d*))?([a-z\u00b5\u03bc]+)/y;

/**
 * Read a Go duration: `1h30m`, `1.5h`, `-5s`, `0`. A number needs its unit, and there is no unit for days.
 *
 * @returns nanoseconds, or `undefined` when it is no duration or does not fit 64 bits
 */
export function parseDurationNanoseconds(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const body = text.replace(/^[-+]/, '');
  if (body === '0') return 0n;
  if (body === '') return undefined;
  let total = 0n;
  for (let at = 0; at < body.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const part = durationPart(PART.exec(body));
    if (part === undefined) return undefined;
    total += part;
  }
  if (total > MAX_NANOSECONDS) return undefined;
  return negative ? -total : total;
}

function durationPart(match: RegExpExecArray | null): bigint | undefined {
  const [, whole = '', fraction = '', name = ''] = match ?? [];
  const unit = UNITS.get(name);
  if (unit === undefined || (whole === '' && fraction === '')) return undefined;
  const fractional = fraction === '' ? 0n : (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length);
  return (whole === '' ? 0n : BigInt(whole)) * unit + fractional;
}

/**
 * Read a Go duration.
 *
 * @returns milliseconds, or `undefined` when it is no duration
 */
export function parseDuration(text: string): number | undefined {
  const nanoseconds = parseDurationNanoseconds(text);
  return nanoseconds === undefined ? undefined : toMilliseconds(nanoseconds);
}

/**
 * Write a duration as Go does: `1h30m0s`, `1.5s`, `100ms`, `0s`.
 *
 * @param milliseconds - may have a fraction
 */
export function formatDuration(milliseconds: number): string {
  const whole = Math.trunc(milliseconds);
  return formatNanoseconds(BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6)));
}

/** Write nanoseconds as a Go duration. */
export function formatNanoseconds(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size === 0n) return '0s';
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1_000n)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return sign + seconds;
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const digits = String(unit).length - 1;
  const fraction = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(value / unit) : `${value / unit}.${fraction}`;
}

function toMilliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}
