import { hasCgroupV1 } from './cgroups.ts';

/** The reference and this program both call version 1 an error, which has to be waved through by name. */
const IGNORED = hasCgroupV1() ? ['SystemVerification'] : [];

/** The flag that waves these preflight checks through, and those that no machine of this kind passes. */
export function ignoring(names: readonly string[]): readonly string[] {
  const all = [...IGNORED, ...names];
  return all.length === 0 ? [] : [`--ignore-preflight-errors=${all.join(',')}`];
}
