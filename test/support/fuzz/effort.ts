import type fc from 'fast-check';

/**
 * How long the property-based tests try. In CI they always try the same inputs, so that a failure there is the change's
 * own; `FUZZ_SECONDS=600 npx mocha 'test/pkg/config/fuzz*.test.ts'` tries new ones for that many seconds each, and
 * `FUZZ_SEED` begins where a failure printed that it began.
 */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 0);
const SEED = process.env['FUZZ_SEED'];
const CI_SEED = 20_260_401;

/** For mocha: a long run is not a hanging one. */
export const FUZZ_TIMEOUT_MS = SECONDS * 1_000 + 60_000;

/**
 * Parameters for `fc.assert`: seed and path of a failure are printed.
 *
 * @param runs - inputs to try in CI
 */
export function effort<T>(runs: number): fc.Parameters<T> {
  const seed = SEED === undefined ? (SECONDS > 0 ? Date.now() & 0x7fffffff : CI_SEED) : Number(SEED);
  if (SECONDS === 0) return { numRuns: runs, seed };
  return {
    numRuns: Number.MAX_SAFE_INTEGER,
    seed,
    interruptAfterTimeLimit: SECONDS * 1_000,
    markInterruptAsFailure: false,
  };
}
