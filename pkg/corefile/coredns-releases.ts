/** Releases of CoreDNS whose configuration is known, in order. Source: the reference's table, 1.36.2. */
const SERIES: readonly (readonly [series: string, patches: readonly number[]])[] = [
  ['1.1', [4]],
  ['1.2', [0, 1, 2, 3, 4, 5, 6]],
  ['1.3', [0, 1]],
  ['1.4', [0]],
  ['1.5', [0, 1, 2]],
  ['1.6', [0, 1, 2, 3, 4, 5, 6, 7, 9]],
  ['1.7', [0, 1]],
  ['1.8', [0, 3, 4, 5, 6, 7]],
  ['1.9', [0, 1, 2, 3, 4]],
  ['1.10', [0, 1]],
  ['1.11', [0, 1, 3, 4]],
  ['1.12', [0, 1, 2, 3, 4]],
  ['1.13', [0, 1, 2]],
  ['1.14', [0, 1, 2]],
];

/** `1.8.0`, without a `v`, oldest first. */
export const COREDNS_RELEASES: readonly string[] = SERIES.flatMap(([series, patches]) =>
  patches.map((patch) => `${series}.${patch}`),
);

/** Place of a release in the order of all; -1 for one that is not known. A leading `v` does not matter. */
export function placeOfRelease(tag: string): number {
  return COREDNS_RELEASES.indexOf(tag.replace(/^v/, ''));
}
