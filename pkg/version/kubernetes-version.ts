// The whole of semver is some fifty files; these two are all that is needed.
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import type { SemVer } from 'semver';

/**
 * Read a Kubernetes version: the parts semver asks for, with or without a leading `v`.
 *
 * @param text - `v1.36.2`, `1.36.2-rc.1+5`
 * @returns `undefined` when it is not one
 */
export function parseKubernetesVersion(text: string): SemVer | undefined {
  return parse(text.replace(/^v/, '')) ?? undefined;
}

/**
 * Order two Kubernetes versions as semver does; build metadata does not count.
 *
 * @returns a negative number when `a` is older, 0 when neither is, a positive one when it is newer
 * @throws TypeError when one is not a version
 */
export function compareKubernetesVersions(a: string, b: string): number {
  return compare(a.replace(/^v/, ''), b.replace(/^v/, ''));
}

/**
 * How many minor releases `a` is ahead of `b` (negative: behind); a newer major counts as very far.
 *
 * @returns `undefined` when one of them is not a version
 */
export function minorsAhead(a: string, b: string): number | undefined {
  const left = parseKubernetesVersion(a);
  const right = parseKubernetesVersion(b);
  if (left === undefined || right === undefined) return undefined;
  return (left.major - right.major) * 1000 + left.minor - right.minor;
}
