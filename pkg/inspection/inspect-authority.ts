import type { KeyObject, X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { periodProblem, validTo } from '../pki/certificate-period.ts';
import { authorityHint } from '../pki/authority-certificates.ts';
import type { AuthoritySpec } from '../pki/certificate-spec.ts';
import { requireAuthority } from '../pki/load-authority.ts';
import type { CertificateChain } from '../pki/load-certificates.ts';
import type { InspectionView } from './expectations.ts';
import { Findings, type Inspected } from './inspected.ts';
import { judgeKey, judgeMode, type Judged, type KnownKeys } from './judge.ts';
import { lifeOf, type ReadPair } from './read-pair.ts';

/** An authority as others are measured by it. */
export interface AuthorityLook {
  readonly inspected: Inspected;
  readonly path: string;
  /** All certificates of its file; absent where none could be read, or the first is no authority. */
  readonly certificates: CertificateChain | undefined;
  readonly external: boolean;
}

/** Look at an authority. Never throws. */
export async function inspectAuthority(
  view: InspectionView,
  spec: AuthoritySpec,
  pair: ReadPair,
  known: KnownKeys,
): Promise<AuthorityLook> {
  const { cert, keyPath, chain, key, failures } = pair;
  const findings = new Findings();
  const hint = authorityHint({ cert, key: keyPath });
  failures.forEach(({ error }) => findings.add(error, { hint }));
  const unreadable = (of: 'certificate' | 'key'): boolean => failures.some((failure) => failure.of === of);
  if (chain === undefined && !unreadable('certificate')) {
    const message = `the certificate of the authority "${spec.name}" is missing: there is no ${cert}`;
    findings.add(new KubeadmError('certificate-authority-missing', message), { hint });
  }
  let certificates = chain;
  if (chain !== undefined) {
    const [certificate] = chain;
    if ((await findings.attempt(async () => requireAuthority(certificate, cert) ?? true, hint)) === undefined)
      certificates = undefined;
    judgeAuthority({ certificate, cert, keyPath, key, hint, known, now: view.now() }, findings);
  }
  if (key !== undefined) await judgeMode(view, keyPath, findings);
  const external = chain !== undefined && key === undefined && !unreadable('key');
  const inspected: Inspected = {
    kind: 'authority',
    name: spec.name,
    files: [cert, keyPath],
    caName: '',
    life: lifeOf(chain),
    externallyManaged: external,
    findings: findings.all,
  };
  return { inspected, path: cert, certificates, external };
}

interface AuthorityParts {
  readonly certificate: X509Certificate;
  readonly cert: string;
  readonly keyPath: string;
  readonly key: KeyObject | undefined;
  readonly hint: string;
  readonly known: KnownKeys;
  readonly now: Date;
}

function judgeAuthority({ certificate, cert, keyPath, key, hint, known, now }: AuthorityParts, findings: Findings) {
  const renew = `have a certificate made for the same key and subject that is valid now, and put it into ${cert} on every machine, into all kubeconfig files and into the ConfigMap kube-public/cluster-info`;
  // its own key usages and its age are other matters than those of what it signs
  const shown = { what: `the certificate ${cert}`, whatKey: `the private key ${keyPath}` };
  judgeKey({ ...shown, chain: [certificate], key, known, hint }, findings);
  const problem = periodProblem(certificate, now);
  if (problem === undefined) return;
  findings.add(
    new KubeadmError(
      'certificate-authority-not-valid',
      `the authority ${cert} ${problem}: nothing that it signed is trusted`,
    ),
    { hint: now > validTo(certificate) ? renew : 'check the date and time of this machine' },
  );
}

/** Why a certificate cannot be judged while its authority is not right. */
export function unjudged({ path }: AuthorityLook): string {
  return `cannot be judged before ${path} is right`;
}

/** What others are measured by; `undefined` where there is nothing. */
export function measureOf({ certificates, path }: AuthorityLook): Judged['authority'] {
  return certificates === undefined ? undefined : { certificates, path };
}
