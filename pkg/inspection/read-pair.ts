import type { KeyObject } from 'node:crypto';
import { validFrom, validTo } from '../pki/certificate-period.ts';
import { certificatePaths } from '../pki/certificate-spec.ts';
import type { CertificateLife } from '../pki/expiry.ts';
import { loadCertificates, type CertificateChain } from '../pki/load-certificates.ts';
import { loadPrivateKey } from '../pki/load-pair.ts';
import type { InspectionView } from './expectations.ts';

/** A certificate and its key as far as they can be read, and why not. */
export interface ReadPair {
  readonly cert: string;
  readonly keyPath: string;
  readonly chain: CertificateChain | undefined;
  readonly key: KeyObject | undefined;
  readonly failures: readonly { readonly of: 'certificate' | 'key'; readonly error: unknown }[];
}

/** Never throws. */
export async function readPair(
  view: InspectionView,
  certificatesDir: string,
  spec: { readonly base: string },
): Promise<ReadPair> {
  const { cert, key: keyPath } = certificatePaths(certificatesDir, spec);
  const [chain, key] = await Promise.allSettled([loadCertificates(view, cert), loadPrivateKey(view, keyPath)]);
  const failures = [
    ...(chain.status === 'rejected' ? [{ of: 'certificate' as const, error: chain.reason as unknown }] : []),
    ...(key.status === 'rejected' ? [{ of: 'key' as const, error: key.reason as unknown }] : []),
  ];
  return {
    cert,
    keyPath,
    chain: chain.status === 'fulfilled' ? chain.value : undefined,
    key: key.status === 'fulfilled' ? key.value : undefined,
    failures,
  };
}

/** From when to when the first certificate of a file is valid. */
export function lifeOf(chain: CertificateChain | undefined): CertificateLife | undefined {
  return chain === undefined ? undefined : { from: validFrom(chain[0]), until: validTo(chain[0]) };
}
