import type { KeyObject } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { namedFile, loadConnection, type Connection } from '../kubeconfig/load-kubeconfig.ts';
import type { KubeconfigSpec } from '../kubeconfig/kubeconfig-table.ts';
import { parseCertificates } from '../pki/certificate-pem.ts';
import { parsePrivateKey } from '../pki/key-pem.ts';
import type { CertificateChain } from '../pki/load-certificates.ts';
import { Findings, type Inspected, type InspectedKind } from './inspected.ts';
import type { InspectionView } from './expectations.ts';
import { measureOf, unjudged, type AuthorityLook } from './inspect-authority.ts';
import { judgeTrust } from './judge-trust.ts';
import { lifeOf } from './read-pair.ts';
import { judge, judgeMode, judgeSubject, type KnownKeys } from './judge.ts';
import type { Remedies } from './remedies.ts';

/** A kubeconfig file, and what it is measured by. */
export interface KubeconfigLook {
  readonly kind: InspectedKind;
  readonly spec: KubeconfigSpec;
  readonly path: string;
  readonly ca: AuthorityLook;
  readonly known: KnownKeys;
  readonly remedies: Remedies;
  /** Why it is fine that there is none, or that it is no more than a warning; otherwise one that is missing is an error. */
  readonly mayBeAbsent?: { readonly reason: string } | 'warning';
}

/** Whose certificate Kubernetes expects in which file: RBAC and the Node authorizer know them by name. */
const SUBJECTS: Readonly<Record<string, { readonly expected: RegExp; readonly shown: string }>> = {
  admin: {
    expected: /O=(kubeadm:cluster-admins|system:masters)(,|$)/,
    shown: 'O=kubeadm:cluster-admins, CN=kubernetes-admin',
  },
  'super-admin': { expected: /O=system:masters(,|$)/, shown: 'O=system:masters, CN=kubernetes-super-admin' },
  kubelet: { expected: /O=system:nodes(,|.*, )CN=system:node:./, shown: 'O=system:nodes, CN=system:node:<name>' },
  'controller-manager': {
    expected: /CN=system:kube-controller-manager(,|$)/,
    shown: 'CN=system:kube-controller-manager',
  },
  scheduler: { expected: /CN=system:kube-scheduler(,|$)/, shown: 'CN=system:kube-scheduler' },
};

/**
 * Look at a kubeconfig file: whether it can be read, trusts the authority on this machine, and has a client certificate
 * that this authority signed, with its key, for the one that it is for. Never throws, and changes nothing.
 */
export async function inspectKubeconfig(view: InspectionView, look: KubeconfigLook): Promise<Inspected> {
  const { kind, spec, path, ca, remedies, mayBeAbsent } = look;
  const findings = new Findings();
  const connection = await findings.attempt(async () => (await loadConnection(view, path)) ?? null, remedies.remake);
  const about = { kind, name: spec.file, caName: 'ca', externallyManaged: ca.external };
  if (connection === undefined || connection === null) {
    const nothing = { ...about, files: [path], life: undefined, findings: findings.all };
    if (connection === undefined) return nothing;
    if (typeof mayBeAbsent === 'object') return { ...nothing, absent: mayBeAbsent.reason };
    findings.add(absentError(look), { severity: mayBeAbsent ?? 'error', hint: remedies.make });
    return nothing;
  }
  judgeTrust(connection, { path, ca, remedies, now: view.now(), findings });
  const chain = await judgeClient(view, { look, connection, findings });
  await judgeMode(view, path, findings);
  const unknown = ca.certificates === undefined && findings.all.length === 0 ? { unknown: unjudged(ca) } : {};
  const files = [path, ...beside(connection, path)];
  return { ...about, files, life: lifeOf(chain), findings: findings.all, ...unknown };
}

function absentError({ spec, path }: KubeconfigLook): KubeadmError {
  return new KubeadmError(
    'kubeconfig-missing',
    `the kubeconfig file for ${spec.purpose} is missing: there is no ${path}`,
  );
}

interface ClientParts {
  readonly look: KubeconfigLook;
  readonly connection: Connection;
  readonly findings: Findings;
}

async function judgeClient(
  view: InspectionView,
  { look, connection, findings }: ClientParts,
): Promise<CertificateChain | undefined> {
  const { spec, path, ca, known, remedies, kind } = look;
  const { clientCertPem, clientKeyPem, user = {} } = connection;
  const [certFile = path, keyFile = path] = [
    namedFile(path, user['client-certificate']),
    namedFile(path, user['client-key']),
  ];
  if (clientCertPem === undefined || clientKeyPem === undefined) {
    // a person may come in by other means; the kubelet and the control plane have none
    if (otherMeans(connection)) return undefined;
    const lacks = clientCertPem === undefined ? 'no client certificate' : 'no private key';
    const message = `the kubeconfig file ${path} has ${lacks} for its user: nobody is let in with it`;
    findings.add(new KubeadmError('kubeconfig-incomplete', message), { hint: remedies.key });
  }
  const chain = await attemptOf(clientCertPem, (pem) => parseCertificates(pem, shownPlace(certFile, path)), {
    findings,
    remedies,
  });
  const key = await attemptOf<KeyObject>(clientKeyPem, (pem) => parsePrivateKey(pem, shownPlace(keyFile, path)), {
    findings,
    remedies,
  });
  if (chain === undefined) return undefined;
  const what = `the client certificate in ${certFile}`;
  judge(
    {
      what,
      whatKey: `the private key in ${keyFile}`,
      chain,
      key,
      authority: measureOf(ca),
      usages: ['client'],
      now: view.now(),
      known,
      remedies,
      renewsItself: kind === 'kubelet',
    },
    findings,
  );
  const subject = SUBJECTS[spec.name];
  if (subject !== undefined)
    judgeSubject(chain[0], { what, expected: subject.expected }, findings, {
      shown: subject.shown,
      hint: remedies.remake,
    });
  return chain;
}

async function attemptOf<T>(
  pem: string | undefined,
  parse: (pem: string) => T,
  { findings, remedies }: { readonly findings: Findings; readonly remedies: Remedies },
): Promise<T | undefined> {
  return pem === undefined ? undefined : findings.attempt(async () => parse(pem), remedies.remake);
}

function shownPlace(file: string, path: string): string {
  return file === path ? `of the user in ${path}` : file;
}

function otherMeans({ user = {} }: Connection): boolean {
  return ['token', 'tokenFile', 'exec', 'auth-provider', 'username'].some((field) => (user[field] ?? '') !== '');
}

/** Files that it names instead of having their content in it. */
function beside({ user = {} }: Connection, path: string): readonly string[] {
  const named = ['client-certificate', 'client-key'].flatMap((field) =>
    (user[`${field}-data`] ?? '') === '' ? (namedFile(path, user[field]) ?? []) : [],
  );
  return [...new Set(named)];
}
