import { createHash, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { FileView } from '../host/host.ts';
import { chainProblem, oneLine, type ChainProblem } from '../pki/certificate-chain.ts';
import type { Usage } from '../pki/certificate-extensions.ts';
import { periodProblem, validFrom, validTo } from '../pki/certificate-period.ts';
import { purposeProblem } from '../pki/certificate-purpose.ts';
import { describeKey } from '../pki/describe-key.ts';
import { keysMatch } from '../pki/key-pem.ts';
import type { CertificateChain } from '../pki/load-certificates.ts';
import type { Findings, Severity } from './inspected.ts';
import type { Remedies } from './remedies.ts';

/** Part of its life that is left when a certificate is to be renewed: as `check-expiration` colours it. */
const SOON = 0.1;
/** Everybody may read, write or execute. */
const OTHERS = 0o007;

/** Who owns which key: to say whose key stands in the wrong place. */
export type KnownKeys = ReadonlyMap<string, string>;

/** A certificate with its key, and everything that it is measured by. */
export interface Judged {
  /** `the certificate /etc/kubernetes/pki/apiserver.crt` */
  readonly what: string;
  /** `the private key /etc/kubernetes/pki/apiserver.key` */
  readonly whatKey: string;
  readonly chain: CertificateChain;
  readonly key: KeyObject | undefined;
  /** All certificates of its file: while an authority is exchanged, the old and the new one stand in it. */
  readonly authority: { readonly certificates: CertificateChain; readonly path: string } | undefined;
  readonly usages: readonly Usage[];
  readonly now: Date;
  readonly known: KnownKeys;
  readonly remedies: Remedies;
  /** Whether somebody renews it in time without being asked. */
  readonly renewsItself?: boolean;
  /** How bad it is that its time is over: an error unless given. */
  readonly ended?: Severity;
}

const CODES: Readonly<Record<ChainProblem['kind'], string>> = {
  expired: 'certificate-expired',
  'not-yet-valid': 'certificate-not-yet-valid',
  'wrong-authority': 'certificate-wrong-authority',
  'authority-not-valid': 'certificate-authority-not-valid',
};

/** Key, chain, purpose and time: everything that is wrong, not only the first. */
export function judge(judged: Judged, findings: Findings): void {
  const { what, chain, authority, usages, now, remedies } = judged;
  judgeKey({ ...judged, hint: remedies.renew }, findings);
  const problem = authority === undefined ? ownProblem(chain[0], now) : bestProblem(chain, authority.certificates, now);
  if (problem !== undefined) {
    const path = authority?.path ?? '';
    const place = problem.kind === 'wrong-authority' ? ` in ${path}` : '';
    findings.add(new KubeadmError(CODES[problem.kind], `${what} ${problem.reason}${place}`), {
      hint: hintFor(problem, path, remedies),
      ...(problem.kind === 'expired' && judged.ended !== undefined ? { severity: judged.ended } : {}),
    });
  }
  const misuse = purposeProblem(chain[0], usages);
  if (misuse !== undefined)
    findings.add(new KubeadmError('certificate-wrong-purpose', `${what} ${misuse}`), { hint: remedies.remake });
  if (problem === undefined && judged.renewsItself !== true) judgeAge(judged, findings);
}

/** One authority is enough; where none is right, the one that signed it says more than others. */
function bestProblem(chain: CertificateChain, authorities: CertificateChain, now: Date): ChainProblem | undefined {
  const problems = authorities.map((each) => chainProblem(chain, each, now));
  if (problems.includes(undefined)) return undefined;
  return problems.find((problem) => problem?.kind !== 'wrong-authority') ?? problems[0];
}

/** Without its authority, its time is all that can be said. */
function ownProblem(certificate: X509Certificate, now: Date): ChainProblem | undefined {
  const reason = periodProblem(certificate, now);
  if (reason === undefined) return undefined;
  return { kind: now > validTo(certificate) ? 'expired' : 'not-yet-valid', reason };
}

/** Whether a private key belongs to its certificate; whose it is, where that is known. */
export function judgeKey(
  {
    what,
    whatKey,
    chain: [certificate],
    key,
    known,
    hint,
  }: Pick<Judged, 'what' | 'whatKey' | 'chain' | 'key' | 'known'> & { readonly hint: string },
  findings: Findings,
): void {
  if (key === undefined || keysMatch(key, certificate.publicKey)) return;
  const owner = known.get(keyId(key));
  const whose = owner === undefined ? '' : `, that of ${owner}`;
  const message = `${whatKey} does not belong to ${what}: that is for ${describeKey(certificate.publicKey)}, and the key is ${describeKey(key)}${whose}`;
  const back = owner === undefined ? '' : 'put the right key back; where there is none, ';
  findings.add(new KubeadmError('certificate-key-mismatch', message), { hint: `${back}${hint}` });
}

function hintFor({ kind }: ChainProblem, authorityPath: string, remedies: Remedies): string {
  if (kind === 'not-yet-valid') return 'check the date and time of this machine';
  return kind === 'authority-not-valid' ? `see the authority ${authorityPath}` : remedies.renew;
}

function judgeAge({ what, chain: [certificate], now, remedies }: Judged, findings: Findings): void {
  const [from, until] = [validFrom(certificate).getTime(), validTo(certificate).getTime()];
  const left = until - now.getTime();
  if (left >= (until - from) * SOON) return;
  const date = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
  const message = `${what} ends soon: on ${date} UTC, and nine tenths of its time are over`;
  findings.add(new KubeadmError('certificate-ends-soon', message), { severity: 'warning', hint: remedies.renew });
}

/** A name by which two keys are the same. @param key - either half */
export function keyId(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(half.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}

/** Who has the key has everything that it opens. */
export async function judgeMode(view: FileView, path: string, findings: Findings): Promise<void> {
  const mode = (await view.stat(path).catch(() => undefined))?.mode ?? 0;
  if ((mode & OTHERS) === 0) return;
  const bits = mode.toString(8).padStart(4, '0');
  findings.add(
    new KubeadmError(
      'private-key-exposed',
      `${path} holds a private key, and its permissions ${bits} let everybody in`,
    ),
    { severity: 'warning', hint: `chmod o= ${path}` },
  );
}

/** A certificate for another one than its place is for: the API server, or RBAC, refuses it. */
export function judgeSubject(
  certificate: X509Certificate,
  { what, expected }: { readonly what: string; readonly expected: RegExp },
  findings: Findings,
  { shown, hint }: { readonly shown: string; readonly hint: string },
): void {
  const subject = oneLine(certificate.subject);
  if (expected.test(subject)) return;
  findings.add(
    new KubeadmError('certificate-wrong-subject', `${what} is for "${subject}", and "${shown}" is expected there`),
    { hint },
  );
}
