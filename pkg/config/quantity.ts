const NANO = 10n ** 9n;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
/** Index of the unit 1 in DECIMAL. */
const ONE = 3;
/** Far more digits than the largest quantity has; arithmetic on more of them would only take long. */
const MAX_LENGTH = 100;
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?)|[eE]([+-]?\d+))$/;

/**
 * A Kubernetes resource quantity in its canonical form: no fraction, the largest unit that leaves a whole number,
 * parts below one nano rounded up.
 *
 * @param text - `1024Ki`, `0.5`, `1e3`
 * @returns `1Mi`, `500m`, `1e3`; `undefined` when it is no quantity
 */
export function canonicalQuantity(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix, exponent] = FORM.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const mantissa = BigInt(whole + fraction);
  const binary = suffix === undefined ? -1 : BINARY.indexOf(suffix);
  const power = exponent === undefined ? (DECIMAL.indexOf(suffix ?? '') - ONE) * 3 : Number(exponent);
  if (Math.abs(power) > 40) return undefined;
  const nanos = binary > 0 ? mantissa * 1024n ** BigInt(binary) * NANO : scaled(mantissa * NANO, power);
  const size = dividedUp(nanos, 10n ** BigInt(fraction.length));
  if (size === 0n) return '0';
  const minus = sign === '-' ? '-' : '';
  // Binary units cannot say fractions: below one the decimal ones are used.
  if (binary > 0 && size % NANO === 0n && size / NANO >= 1024n) return minus + inBinary(size / NANO);
  return minus + (exponent === undefined ? inDecimal(size) : inExponents(size));
}

function scaled(value: bigint, power: number): bigint {
  return power >= 0 ? value * 10n ** BigInt(power) : dividedUp(value, 10n ** BigInt(-power));
}

function dividedUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

function inBinary(value: bigint): string {
  let unit = 0;
  let rest = value;
  while (rest % 1024n === 0n && unit < BINARY.length - 1) {
    rest /= 1024n;
    unit += 1;
  }
  return `${rest}${BINARY[unit]}`;
}

function inDecimal(nanos: bigint): string {
  const { rest, thousands } = withoutThousands(nanos, DECIMAL.length - 1);
  return `${rest}${DECIMAL[thousands]}`;
}

function inExponents(nanos: bigint): string {
  const { rest, thousands } = withoutThousands(nanos, 30);
  const power = (thousands - ONE) * 3;
  return power === 0 ? String(rest) : `${rest}e${power}`;
}

function withoutThousands(value: bigint, most: number): { rest: bigint; thousands: number } {
  let rest = value;
  let thousands = 0;
  while (rest % 1000n === 0n && thousands < most) {
    rest /= 1000n;
    thousands += 1;
  }
  return { rest, thousands };
}
