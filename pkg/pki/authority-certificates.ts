import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { FileView } from '../host/host.ts';
import { certificatePaths, type AuthorityName } from './certificate-spec.ts';
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
      hint: `make it with \`kubeadm-ts init phase certs ${name}\`, or copy it to ${path} with its key`,
    },
  );
}
