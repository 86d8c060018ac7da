import type { X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { requireTrust } from '../kubeconfig/existing-kubeconfig.ts';
import type { Connection } from '../kubeconfig/load-kubeconfig.ts';
import { parseCertificates } from '../pki/certificate-pem.ts';
import { periodProblem } from '../pki/certificate-period.ts';
import type { AuthorityLook } from './inspect-authority.ts';
import type { Findings } from './inspected.ts';
import type { Remedies } from './remedies.ts';

interface TrustParts {
  readonly path: string;
  readonly ca: AuthorityLook;
  readonly remedies: Remedies;
  readonly now: Date;
  readonly findings: Findings;
}

/** An authority may have signed itself once more, with the same key: then its older certificate does as long as it is valid. */
export function judgeTrust(connection: Connection, { path, ca, remedies, now, findings }: TrustParts): void {
  const { certificates: authorities } = ca;
  if (authorities === undefined) return;
  try {
    requireTrust(connection, path, authorities);
  } catch (error) {
    const older = trusted(connection, path);
    if (older === undefined || !authorities.some((each) => isSameAuthority(each, older)))
      return findings.add(error, { hint: remedies.renew });
    const problem = periodProblem(older, now);
    const what = `the kubeconfig file ${path} trusts another certificate of the same authority than that in ${ca.path}`;
    findings.add(
      new KubeadmError('kubeconfig-outdated-authority', problem === undefined ? what : `${what}, which ${problem}`),
      { severity: problem === undefined ? 'warning' : 'error', hint: remedies.renew },
    );
  }
}

function trusted({ caPem = '' }: Connection, path: string): X509Certificate | undefined {
  try {
    return parseCertificates(caPem, path)[0];
  } catch {
    return undefined;
  }
}

function isSameAuthority(one: X509Certificate, other: X509Certificate): boolean {
  return one.subject === other.subject && one.publicKey.equals(other.publicKey);
}
