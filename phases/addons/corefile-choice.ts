import { placeOfRelease } from '../../pkg/corefile/coredns-releases.ts';
import { migrateCorefile } from '../../pkg/corefile/migrate-corefile.ts';
import { isStockCorefile } from '../../pkg/corefile/stock-corefile.ts';
import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import type { InstalledDns } from '../live-dns.ts';

/** What to do with the Corefile that stands in the cluster. */
export type CorefileChoice =
  /** Ours takes its place. */
  | { readonly kind: 'write' }
  /** It is a person's, and the wanted release reads it as it is. */
  | { readonly kind: 'keep' }
  /** It is a person's, and nobody knows whether it fits. */
  | { readonly kind: 'keep-unknown' }
  /** It is a person's, and is brought to the wanted release. */
  | { readonly kind: 'migrate'; readonly corefile: string; readonly changes: readonly string[] }
  /** It would stop the wanted release, and there is no rule that helps: the installed CoreDNS stays with it. */
  | { readonly kind: 'leave-alone'; readonly why: string };

/**
 * Whether an installed Corefile may be replaced: an empty one, ours, or one that an older version wrote may; one that
 * a person edited is theirs.
 *
 * @param wanted - the Corefile that would be written
 * @param wantedTag - tag of the image that would read it
 */
export function chooseCorefile({ corefile, tag }: InstalledDns, wanted: string, wantedTag = ''): CorefileChoice {
  if (corefile === undefined || corefile.trim() === '' || corefile.trim() === wanted.trim()) return { kind: 'write' };
  if (isStockCorefile(corefile)) return { kind: 'write' };
  if (tag === undefined || tag.replace(/^v/, '') === wantedTag.replace(/^v/, '')) return { kind: 'keep' };
  if (placeOfRelease(tag) < 0 || placeOfRelease(wantedTag) < 0) return { kind: 'keep-unknown' };
  try {
    const migration = migrateCorefile(corefile, tag, wantedTag);
    return migration.changes.length === 0 ? { kind: 'keep' } : { kind: 'migrate', ...migration };
  } catch (error) {
    return { kind: 'leave-alone', why: describeError(error) };
  }
}
