import type { KeyObject, X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { LeafSpec } from '../pki/certificate-spec.ts';
import { interruptedReplacement } from '../pki/interrupted-replacement.ts';
import { keysMatch } from '../pki/key-pem.ts';
import type { CertificateChain } from '../pki/load-certificates.ts';
import { missingNames, namesProblem } from '../pki/missing-names.ts';
import type { Expectations, ExpectedNames, InspectionView } from './expectations.ts';
import { measureOf, unjudged, type AuthorityLook } from './inspect-authority.ts';
import { Findings, type Inspected } from './inspected.ts';
import { judge, judgeMode, judgeSubject, type KnownKeys } from './judge.ts';
import { lifeOf, type ReadPair } from './read-pair.ts';
import { leafRemedies, type Remedies } from './remedies.ts';

/** A leaf, and what it is measured by. */
export interface LeafLook {
  readonly view: InspectionView;
  readonly expected: Expectations;
  readonly spec: LeafSpec;
  readonly pair: ReadPair;
  readonly authority: AuthorityLook;
  readonly known: KnownKeys;
}

/** Look at a leaf. Never throws. */
export async function inspectLeaf(look: LeafLook): Promise<Inspected> {
  const { view, expected, spec, pair, authority } = look;
  const { cert, keyPath, chain, key } = pair;
  const remedies = leafRemedies(expected.certificatesDir, spec, authority.external);
  const findings = new Findings();
  pair.failures.forEach(({ of, error }) =>
    findings.add(error, { hint: of === 'key' ? remedies.key : remedies.remake }),
  );
  missing(look, remedies, findings);
  const interrupted = await interruptedBy(look);
  if (interrupted) findings.add(killed(cert, keyPath), { hint: remedies.renew });
  if (chain !== undefined) judgeLeaf(look, { chain, key: interrupted ? undefined : key, remedies, findings });
  if (key !== undefined) await judgeMode(view, keyPath, findings);
  return {
    kind: 'certificate',
    name: spec.name,
    files: [cert, keyPath],
    caName: spec.authority,
    life: lifeOf(chain),
    externallyManaged: authority.external,
    findings: findings.all,
    ...(authority.certificates === undefined && findings.all.length === 0 ? { unknown: unjudged(authority) } : {}),
  };
}

interface LeafParts {
  readonly chain: CertificateChain;
  readonly key: KeyObject | undefined;
  readonly remedies: Remedies;
  readonly findings: Findings;
}

function judgeLeaf(look: LeafLook, { chain, key, remedies, findings }: LeafParts): void {
  const { view, expected, spec, authority, known } = look;
  const { cert, keyPath } = look.pair;
  const what = `the certificate ${cert}`;
  const whatKey = `the private key ${keyPath}`;
  const measure = { authority: measureOf(authority), usages: spec.usages, now: view.now(), known };
  judge({ what, whatKey, chain, key, ...measure, remedies }, findings);
  judgeNames(cert, chain[0], expected.names(spec), remedies.names, findings);
  const subject = SUBJECTS[spec.name];
  if (subject === undefined) return;
  const named = new RegExp(`(^|, )CN=${subject}(,|$)`);
  judgeSubject(chain[0], { what, expected: named }, findings, { shown: `CN=${subject}`, hint: remedies.remake });
}

/** Those that somebody knows by their name: RBAC, and the API servers behind the front proxy. */
const SUBJECTS: Readonly<Record<string, string>> = {
  'apiserver-kubelet-client': 'kube-apiserver-kubelet-client',
  'front-proxy-client': 'front-proxy-client',
};

function missing({ spec, pair }: LeafLook, remedies: Remedies, findings: Findings) {
  const lacks = (of: 'certificate' | 'key', found: unknown): boolean =>
    found === undefined && !pair.failures.some((failure) => failure.of === of);
  if (lacks('certificate', pair.chain)) {
    const message = `the certificate of "${spec.name}" is missing: there is no ${pair.cert}`;
    findings.add(new KubeadmError('certificate-missing', message), { hint: remedies.make });
  }
  if (lacks('key', pair.key)) {
    const message = `the private key of "${spec.name}" is missing: there is no ${pair.keyPath}`;
    const hint = pair.chain === undefined ? remedies.make : remedies.key;
    findings.add(new KubeadmError('certificate-key-missing', message), { hint });
  }
}

async function interruptedBy({ view, pair: { cert, chain, key } }: LeafLook): Promise<boolean> {
  if (chain === undefined || key === undefined || keysMatch(key, chain[0].publicKey)) return false;
  return (await interruptedReplacement(view, cert, key).catch(() => undefined)) !== undefined;
}

function killed(cert: string, keyPath: string): KubeadmError {
  return new KubeadmError(
    'certificate-replacement-interrupted',
    `a renewal was killed between two renames: ${keyPath} is the new key, and ${cert} still the old certificate`,
  );
}

function judgeNames(
  cert: string,
  certificate: X509Certificate,
  { needed, wanted }: ExpectedNames,
  remedy: (names: readonly string[]) => string,
  findings: Findings,
): void {
  const lacking = missingNames(certificate, needed);
  const more = missingNames(certificate, wanted).filter((name) => !lacking.includes(name));
  for (const [names, severity] of [[lacking, 'error'] as const, [more, 'warning'] as const]) {
    if (names.length === 0) continue;
    const message = `the certificate ${cert} ${namesProblem(certificate, names)}`;
    findings.add(new KubeadmError('certificate-names-missing', message), { severity, hint: remedy(names) });
  }
}
