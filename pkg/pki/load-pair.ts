import type { KeyObject } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { parseCertificates } from './certificate-pem.ts';
import type { PairPaths } from './certificate-spec.ts';
import { describeKey } from './describe-key.ts';
import { interruptedReplacement } from './interrupted-replacement.ts';
import { keysMatch, parsePrivateKey } from './key-pem.ts';
import { loadCertificates, type CertificateChain } from './load-certificates.ts';

/** What stands at the two paths of a certificate and its key. */
export interface LoadedPair {
  readonly chain: CertificateChain | undefined;
  readonly key: KeyObject | undefined;
  /** The text of `chain` where it still has to take its place: see {@link interruptedReplacement}. */
  readonly interrupted?: string;
}

/**
 * Read a certificate and its key, either of which may be absent. Where a run was killed while it replaced both, the
 * certificate is the one that belongs to the key, and `finishReplacement` puts it in place.
 *
 * @throws KubeadmError `certificate-unreadable`, `private-key-unreadable`, or `certificate-key-mismatch` when the two
 * do not belong together
 */
export async function loadPair(
  view: Pick<HostView, 'readFile' | 'listDirectory'>,
  paths: PairPaths,
): Promise<LoadedPair> {
  const chain = await loadCertificates(view, paths.cert);
  const key = await loadPrivateKey(view, paths.key);
  if (chain !== undefined && key !== undefined && !keysMatch(key, chain[0].publicKey)) {
    const interrupted = await interruptedReplacement(view, paths.cert, key);
    if (interrupted !== undefined) return { chain: parseCertificates(interrupted, paths.cert), key, interrupted };
    throw new KubeadmError(
      'certificate-key-mismatch',
      `the private key ${paths.key} does not belong to the certificate ${paths.cert}: that is for ${describeKey(chain[0].publicKey)}, and the key is ${describeKey(key)}`,
      {
        hint: `put the key that belongs to the certificate into ${paths.key}, or remove both files to have them made again`,
      },
    );
  }
  return { chain, key };
}

/** @throws KubeadmError `private-key-unreadable` */
export async function loadPrivateKey(view: Pick<HostView, 'readFile'>, path: string): Promise<KeyObject | undefined> {
  const pem = await view.readFile(path);
  return pem === undefined ? undefined : parsePrivateKey(pem, path);
}
