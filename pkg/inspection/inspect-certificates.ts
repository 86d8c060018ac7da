import { isEtcdCertificate, type AuthorityName } from '../pki/certificate-spec.ts';
import { CERTIFICATES } from '../pki/certificate-table.ts';
import type { Expectations, InspectionView } from './expectations.ts';
import { inspectAuthority, type AuthorityLook } from './inspect-authority.ts';
import { inspectLeaf } from './inspect-leaf.ts';
import { inspectServiceAccount } from './inspect-service-account.ts';
import type { Inspected } from './inspected.ts';
import { keyId, type KnownKeys } from './judge.ts';
import { readPair } from './read-pair.ts';

/** What was found in the folder of the certificates. */
export interface Inspection {
  readonly items: readonly Inspected[];
  readonly authorities: ReadonlyMap<AuthorityName, AuthorityLook>;
  readonly known: KnownKeys;
}

/**
 * Look at every certificate and key of a control plane, in the order of the table: whether it is there and can be read,
 * its key belongs to it, it leads to its authority, it is for its purpose, has the names that it needs, and is valid
 * now. Tells everything that is wrong. Never throws, and changes nothing.
 */
export async function inspectCertificates(view: InspectionView, expected: Expectations): Promise<Inspection> {
  const { certificatesDir } = expected;
  const specs = CERTIFICATES.filter((spec) => !expected.externalEtcd || !isEtcdCertificate(spec));
  const pairs = new Map(
    await Promise.all(specs.map(async (spec) => [spec.name, await readPair(view, certificatesDir, spec)] as const)),
  );
  const known = new Map(
    [...pairs.values()].flatMap(({ chain, cert }) => (chain === undefined ? [] : [[keyId(chain[0].publicKey), cert]])),
  );
  const authorities = new Map<AuthorityName, AuthorityLook>();
  for (const spec of specs) {
    const pair = pairs.get(spec.name);
    if (spec.kind === 'authority' && pair !== undefined)
      authorities.set(spec.name, await inspectAuthority(view, spec, pair, known));
  }
  const items = await Promise.all(
    specs.map(async (spec) => {
      const authority = authorities.get(spec.kind === 'authority' ? spec.name : spec.authority);
      const pair = pairs.get(spec.name);
      if (authority === undefined || pair === undefined) return [];
      return [
        spec.kind === 'authority'
          ? authority.inspected
          : await inspectLeaf({ view, expected, spec, pair, authority, known }),
      ];
    }),
  );
  return { items: [...items.flat(), await inspectServiceAccount(view, certificatesDir)], authorities, known };
}
