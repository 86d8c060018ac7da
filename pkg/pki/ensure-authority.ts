import { oneLine } from './certificate-chain.ts';
import { periodProblem } from './certificate-period.ts';
import { authorityProblem } from './certificate-purpose.ts';
import { certificatePaths, type AuthoritySpec } from './certificate-spec.ts';
import { createAuthorityCertificate } from './create-certificate.ts';
import { keyForNewCertificate, validityPeriod, writeCertificate, type Issuing } from './issuing.ts';
import { loadPair, type LoadedPair } from './load-pair.ts';

/**
 * Make a certificate authority, unless there is one already: that one is kept, with its key or without.
 *
 * @throws KubeadmError what `loadPair` throws
 */
export async function ensureAuthority(issuing: Issuing, spec: AuthoritySpec): Promise<void> {
  const { config, host, startedAt } = issuing;
  const paths = certificatePaths(config.cluster.certificatesDir, spec);
  const pair = await loadPair(host, paths);
  if (pair.chain !== undefined) {
    tellAboutExisting(issuing, spec, pair);
    return;
  }
  const key = await keyForNewCertificate(issuing, paths.key, spec.name);
  const certificate = createAuthorityCertificate(key, {
    subject: spec.subject(config),
    sans: spec.sans(config),
    ...validityPeriod(startedAt, config.cluster.caCertificateValidityPeriod),
  });
  await writeCertificate(host, paths.cert, certificate);
  issuing.note(`made the certificate authority "${spec.name}"`);
}

function tellAboutExisting(issuing: Issuing, spec: AuthoritySpec, { chain, key }: LoadedPair): void {
  const { config, host } = issuing;
  const { cert, key: keyPath } = certificatePaths(config.cluster.certificatesDir, spec);
  issuing.note(
    `using the existing certificate authority "${spec.name}"${key === undefined ? ` without a key (there is no ${keyPath})` : ''}`,
  );
  const [certificate] = chain ?? [];
  if (certificate === undefined) return;
  const problem = periodProblem(certificate, host.now());
  if (problem !== undefined) issuing.warn(`the authority ${cert} ${problem}: nothing that it signs will be trusted`);
  const refusal = authorityProblem(certificate);
  if (refusal !== undefined)
    issuing.warn(`${cert} holds "${oneLine(certificate.subject)}", which ${refusal}; it cannot sign anything new`);
}
