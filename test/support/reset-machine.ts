import { interruptedRunFile } from '../../phases/interrupted-run.ts';
import { lookAtNode } from '../../phases/reset/look-at-node.ts';
import type { Loss, ResetContext, ResetNode } from '../../phases/reset-context.ts';
import type { ResetConfig } from '../../pkg/config/types.ts';
import type { SandboxInfo } from '../../pkg/cri/runtime.ts';
import type { Change } from '../../pkg/host/change.ts';
import type { Host } from '../../pkg/host/host.ts';
import { adminConf } from './answering-machine.ts';
import { exampleConfig } from './example-config.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';

export const SOCKET = 'unix:///run/containerd/containerd.sock';

/** A manifest as the reference writes it, in what a reset reads of it. */
export function etcdManifest({
  name = 'cp1',
  address = '192.0.2.10',
  dataDir = '/var/lib/etcd',
  first = '',
} = {}): string {
  return `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/etcd.advertise-client-urls: https://${address}:2379
  name: etcd
spec:
  containers:
  - command:
    - etcd
    - --advertise-client-urls=https://${address}:2379
    - --data-dir=${dataDir}
    - --initial-advertise-peer-urls=https://${address}:2380
    - --initial-cluster=${first === '' ? `${name}=https://${address}:2380` : first}
    - --listen-client-urls=https://127.0.0.1:2379,https://${address}:2379
    - --name=${name}
  volumes:
  - hostPath:
      path: ${dataDir}
      type: DirectoryOrCreate
    name: etcd-data
`;
}

export const API_SERVER_MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 192.0.2.10:6443
  name: kube-apiserver
`;

/** What stands on a control plane, but for what cannot be told from files. */
export const CONTROL_PLANE_FILES: Readonly<Record<string, string>> = {
  '/etc/kubernetes/manifests/etcd.yaml': etcdManifest(),
  '/etc/kubernetes/manifests/kube-apiserver.yaml': API_SERVER_MANIFEST,
  '/etc/kubernetes/pki/ca.crt': 'ca',
  '/etc/kubernetes/pki/ca.key': 'key',
  '/etc/kubernetes/pki/etcd/ca.crt': 'ca',
  '/etc/kubernetes/admin.conf': adminConf(),
  '/etc/kubernetes/super-admin.conf': adminConf(),
  '/etc/kubernetes/kubelet.conf': adminConf(),
  '/etc/kubernetes/controller-manager.conf': adminConf(),
  '/etc/kubernetes/scheduler.conf': adminConf(),
  '/etc/kubernetes/audit-policy.yaml': 'mine',
  '/var/lib/kubelet/config.yaml': 'kind: KubeletConfiguration\n',
  '/var/lib/kubelet/instance-config.yaml': `containerRuntimeEndpoint: ${SOCKET}\n`,
  '/var/lib/etcd/member/snap/db': 'data',
};

/** A machine whose kubelet runs, and whose runtime forgets the sandboxes that are removed. */
export function resetMachine(options: MachineOptions = {}): SimulatedMachine {
  const sandboxes = [...(options.sandboxes ?? [sandbox('kube-apiserver-cp1'), sandbox('etcd-cp1')])];
  const machine = new SimulatedMachine({
    files: CONTROL_PLANE_FILES,
    ...options,
    runtime: { listSandboxes: async () => [...sandboxes], ...options.runtime },
    onChange: (change: Change) => {
      options.onChange?.(change);
      if (change.kind !== 'remove-sandbox') return;
      sandboxes.splice(
        sandboxes.findIndex(({ id }) => id === change.id),
        1,
      );
    },
  });
  machine.services.set('kubelet', true);
  return machine;
}

export function sandbox(podName: string): SandboxInfo {
  return { id: `${podName}-0123456789`, podName, podNamespace: 'kube-system', ready: true };
}

/** What `reset` without flags and files runs with. */
export function resetConfig(overrides: Partial<ResetConfig> = {}): ResetConfig {
  return {
    certificatesDir: '/etc/kubernetes/pki',
    criSocket: '',
    cleanupTmpDir: false,
    force: false,
    dryRun: false,
    ignorePreflightErrors: [],
    skipPhases: [],
    unmountFlags: [],
    timeouts: exampleConfig().timeouts,
    ...overrides,
  };
}

export interface TestResetContext extends ResetContext {
  readonly notes: string[];
  readonly warnings: string[];
  readonly asked: Loss[];
}

/** A context that records what phases tell and ask. */
export function resetContext(
  host: Host,
  options: { readonly config?: Partial<ResetConfig>; readonly answer?: boolean } = {},
): TestResetContext {
  const notes: string[] = [];
  const warnings: string[] = [];
  const asked: Loss[] = [];
  const config = resetConfig(options.config);
  const kubeconfig = '/etc/kubernetes/admin.conf';
  const warn = (message: string) => void warnings.push(message);
  let looked: Promise<ResetNode> | undefined;
  return {
    config,
    settings: { fullRun: true, kubeconfig, marks: (['init', 'join', 'upgrade'] as const).map(interruptedRunFile) },
    host,
    node: () => (looked ??= lookAtNode({ config, kubeconfig, host, warn })),
    confirm: async (loss) => {
      asked.push(loss);
      return options.answer ?? true;
    },
    note: (message) => void notes.push(message),
    warn,
    result: () => undefined,
    notes,
    warnings,
    asked,
  };
}

/** `kind what` of each change, for comparisons. */
export function told(changes: readonly Change[]): readonly string[] {
  return changes.map((change) => {
    const what =
      'path' in change
        ? change.path
        : change.kind === 'remove-sandbox'
          ? change.pod
          : change.kind === 'run-service'
            ? `${change.action} ${change.service}`
            : 'name' in change
              ? change.name
              : '';
    return `${change.kind} ${what}`;
  });
}
