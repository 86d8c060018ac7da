import type { X509Certificate } from 'node:crypto';
import { periodProblem } from './certificate-period.ts';
import { certificatePaths, type LeafSpec } from './certificate-spec.ts';
import { authoritySpec } from './certificate-table.ts';
import { verifyExistingLeaf } from './existing-leaf.ts';
import { createLeafCertificate, type Authority } from './create-certificate.ts';
import { finishReplacement } from './finish-replacement.ts';
import { keyForNewCertificate, validityPeriod, writeCertificate, type Issuing } from './issuing.ts';
import { loadAuthority } from './load-authority.ts';
import { loadCertificates } from './load-certificates.ts';
import { namesProblem } from './missing-names.ts';
import { describeAltNames } from './subject-alt-names.ts';

/**
 * Make a certificate and its key, signed by its authority, unless there is a good pair already: that one is kept.
 *
 * @throws KubeadmError what `loadAuthority` and `verifyExistingLeaf` throw
 */
export async function ensureLeaf(issuing: Issuing, spec: LeafSpec): Promise<void> {
  const { config, host } = issuing;
  const paths = certificatePaths(config.cluster.certificatesDir, spec);
  if ((await loadCertificates(host, paths.cert)) !== undefined) {
    if (await finishReplacement(host, paths))
      issuing.note(`put ${paths.cert} in place, whose renewal was interrupted right after that of its key`);
    const { certificate, missingNames } = await verifyExistingLeaf(host, config, spec);
    issuing.note(`using the existing certificate and key "${spec.name}"`);
    if (missingNames.length > 0) issuing.warn(driftWarning(spec, paths.cert, certificate, missingNames));
    return;
  }
  const authority = await loadAuthority(host, config.cluster.certificatesDir, spec.authority);
  warnOfPeriod(issuing, spec, authority);
  const sans = spec.sans(config);
  const key = await keyForNewCertificate(issuing, paths.key, spec.name);
  const period = validityPeriod(issuing.startedAt, config.cluster.certificateValidityPeriod);
  const contents = { subject: spec.subject(config), sans, usages: spec.usages, ...period };
  await writeCertificate(host, paths.cert, createLeafCertificate(key, contents, authority));
  const names = describeAltNames(sans);
  issuing.note(`made the certificate and key "${spec.name}"${names === '' ? '' : `, good for ${names}`}`);
}

function driftWarning(spec: LeafSpec, path: string, certificate: X509Certificate, missing: readonly string[]): string {
  const what = missing.length === 1 ? 'this name' : 'these names';
  return `the certificate ${path} ${namesProblem(certificate, missing)}. To have it made again with ${what}, remove it and its key, and run \`kubeadm-ts init phase certs ${spec.name}\``;
}

function warnOfPeriod(issuing: Issuing, spec: LeafSpec, { certificate }: Authority): void {
  const problem = periodProblem(certificate, issuing.host.now());
  if (problem === undefined) return;
  const { cert } = certificatePaths(issuing.config.cluster.certificatesDir, authoritySpec(spec.authority));
  issuing.warn(`the authority ${cert} ${problem}: "${spec.name}", which it signs now, will not be trusted`);
}
