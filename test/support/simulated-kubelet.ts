import { certificatePem } from '../../pkg/pki/certificate-pem.ts';
import { createLeafCertificate } from '../../pkg/pki/create-certificate.ts';
import { privateKeyPem } from '../../pkg/pki/key-pem.ts';
import { NO_ALT_NAMES } from '../../pkg/pki/subject-alt-names.ts';
import { parseKubeconfig } from '../../pkg/kubeconfig/parse-kubeconfig.ts';
import { refOf, type KubeObject } from '../../pkg/kube/kube-object.ts';
import { exampleAuthority } from './example-certificates.ts';
import type { State } from './healthy-machine.ts';
import { ecKey } from './test-keys.ts';

const BOOTSTRAP = '/etc/kubernetes/bootstrap-kubelet.conf';
const KUBECONFIG = '/etc/kubernetes/kubelet.conf';
const PAIR = '/var/lib/kubelet/pki/kubelet-client-current.pem';
const DAY = 24 * 3_600_000;

/** What the kubelet does when it starts: it gets a certificate where it has a bootstrap kubeconfig, and registers its Node. */
export function kubeletStarts(state: State): void {
  const name = nodeName(state);
  const joins = content(state, BOOTSTRAP) !== undefined && content(state, PAIR) === undefined;
  const again = content(state, KUBECONFIG) !== undefined;
  if (joins) writeKubeconfig(state);
  const { kubeletRequest = 'answered' } = state.options;
  if (joins && (kubeletRequest === 'unanswered' || (kubeletRequest === 'answered-when-restarted' && !again))) return;
  if (joins) writePair(state, name);
  const node: KubeObject & { readonly status?: object } = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    ...(joins ? { status: { conditions: [{ type: 'Ready', status: 'True' }] } } : {}),
  };
  if (state.store.find(refOf(node)) === undefined) state.store.create(node);
}

function nodeName(state: State): string {
  const flags = content(state, '/var/lib/kubelet/kubeadm-flags.env') ?? '';
  return /--hostname-override=([^\s"\\]+)/.exec(flags)?.[1] ?? state.options.hostname ?? 'cp1';
}

/** A real kubelet writes it at once, before the certificate that it names is there. */
function writeKubeconfig(state: State): void {
  const { clusters } = parseKubeconfig(content(state, BOOTSTRAP) ?? '', BOOTSTRAP);
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'default-cluster', cluster: clusters[0]?.cluster }],
    contexts: [{ name: 'default-context', context: { cluster: 'default-cluster', user: 'default-auth' } }],
    'current-context': 'default-context',
    users: [{ name: 'default-auth', user: { 'client-certificate': PAIR, 'client-key': PAIR } }],
  };
  state.files.writeFile({
    kind: 'write-file',
    path: KUBECONFIG,
    content: `${JSON.stringify(kubeconfig)}\n`,
    mode: 0o600,
  });
}

function writePair({ files, clock }: State, name: string): void {
  const key = ecKey();
  const subject = { commonName: `system:node:${name}`, organizations: ['system:nodes'] };
  const period = { notBefore: new Date(clock.time - DAY), notAfter: new Date(clock.time + 365 * DAY) };
  const contents = { subject, sans: NO_ALT_NAMES, usages: ['client'] as const, ...period };
  const certificate = createLeafCertificate(key, contents, exampleAuthority());
  const text = `${certificatePem(certificate)}${privateKeyPem(key)}`;
  files.writeFile({ kind: 'write-file', path: PAIR, content: text, mode: 0o600 });
}

function content({ files }: State, path: string): string | undefined {
  const entry = files.get(path);
  return entry === undefined || entry === 'removed' || entry.kind !== 'file' ? undefined : entry.content;
}
