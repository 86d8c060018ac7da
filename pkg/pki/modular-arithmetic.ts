/** The greatest common divisor of two positive numbers (Euclid). */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The least common multiple of two positive numbers. */
export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}

/**
 * The inverse of `value` modulo `modulus` (extended Euclid).
 *
 * @returns `undefined` when the two have a common divisor, so that there is no inverse
 */
export function modularInverse(value: bigint, modulus: bigint): bigint | undefined {
  let [remainder, next] = [modulus, ((value % modulus) + modulus) % modulus];
  let [coefficient, nextCoefficient] = [0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  if (remainder !== 1n) return undefined;
  return ((coefficient % modulus) + modulus) % modulus;
}

/** How many bits a positive number has. */
export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
