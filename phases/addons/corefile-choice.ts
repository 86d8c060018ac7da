import { lt, parse } from 'semver';

/**
 * What to do with the Corefile that stands in the cluster: `write` ours, `keep` it, `keep-unknown` where nobody knows
 * whether it fits, or `leave-alone` it and the installed CoreDNS, which is so old that its Corefile would stop a new one.
 */
export type CorefileChoice = 'write' | 'keep' | 'keep-unknown' | 'leave-alone';

export interface InstalledDns {
  /** The Corefile in the cluster, or `undefined` when there is no ConfigMap. */
  readonly corefile: string | undefined;
  /** Tag of the image that runs, `v1.14.2`, or `undefined` when there is no Deployment. */
  readonly tag: string | undefined;
}

/** The last release of CoreDNS with changes that a Corefile has to follow; every later one reads it as it is. */
const LAST_STRUCTURAL_CHANGE = '1.8.0';

/**
 * Whether an installed Corefile may be replaced: an empty one, ours, or one that an older version wrote may; one that
 * a person edited is theirs.
 *
 * @param wanted - the Corefile that would be written
 * @param wantedTag - tag of the image that would read it
 */
export function chooseCorefile(installed: InstalledDns, wanted: string, wantedTag: string | undefined): CorefileChoice {
  const { corefile, tag } = installed;
  if (corefile === undefined || isStock(corefile, wanted)) return 'write';
  if (tag === undefined || tag === wantedTag) return 'keep';
  const version = parse(tag.replace(/^v/, ''));
  if (version === null) return 'keep-unknown';
  return lt(version, LAST_STRUCTURAL_CHANGE) ? 'leave-alone' : 'keep';
}

function isStock(corefile: string, wanted: string): boolean {
  const text = corefile.trim();
  return text === '' || text === wanted.trim() || text === withPlainCache(wanted).trim();
}

/** An earlier default cached the cluster's own names too. */
function withPlainCache(corefile: string): string {
  return corefile.replace(/cache 30 \{[^}]*\}/, 'cache 30');
}
