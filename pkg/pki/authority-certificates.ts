import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { FileView } from '../host/host.ts';
import { certificatePaths, type AuthorityName, type PairPaths } from './certificate-spec.ts';
import { authoritySpec } from './certificate-table.ts';
import { loadCertificates, type CertificateChain } from './load-certificates.ts';

/**
 * All certificates in the file of an authority: the first is the authority.
 *
 * @throws KubeadmError `certificate-authority-missing`
 */
export async function loadAuthorityCertificates(
  view: FileView,
  certificatesDir: string,
  name: AuthorityName,
): Promise<CertificateChain> {
  const { cert } = certificatePaths(certificatesDir, authoritySpec(name));
  return (await loadCertificates(view, cert)) ?? authorityMissing(name, cert);
}

/** @throws KubeadmError `certificate-authority-missing`, always */
export function authorityMissing(name: AuthorityName, path: string): never {
  throw new KubeadmError(
    'certificate-authority-missing',
    `the certificate authority "${name}" was not found: there is no ${path}`,
    {
      hint: `in a cluster that is there, copy ${path} and its key from another control plane or a backup: another one would be trusted by nobody; for a new cluster, make it with \`kubeadm-ts init phase certs ${name}\``,
    },
  );
}

/** An authority that is made anew is another one, even under the same name. */
export function authorityHint({ cert, key }: PairPaths): string {
  return `put ${cert} and ${key} of this cluster back, from a backup or from another control plane, where they are the same; do not have them made anew: nothing in this cluster would trust the new ones`;
}
