import type { InitConfig } from '../../pkg/config/types.ts';
import type { ContainerInfo } from '../../pkg/cri/runtime.ts';
import { certsPhase } from '../../phases/certs/certs.ts';
import { kubeconfigPhase } from '../../phases/kubeconfig/kubeconfig.ts';
import { exampleConfig } from './example-config.ts';
import { exampleContainer } from './example-container.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { runSteps } from './run-steps.ts';
import { SimulatedEtcd } from './simulated-etcd.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { testContext } from './test-context.ts';

export interface ControlPlaneOptions extends MachineOptions {
  readonly config?: InitConfig;
  /** Components whose container does not come back once it was ended. */
  readonly staysDown?: readonly string[];
}

const COMPONENTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const API_SERVER_MANIFEST = `metadata:
  annotations:
    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 192.0.2.10:6443
spec:
  containers:
  - command:
    - kube-apiserver
    - --client-ca-file=/etc/kubernetes/pki/ca.crt
    - --etcd-servers=https://127.0.0.1:2379
`;

/** A control plane that runs: its files, its static Pods, and containers that the kubelet starts again when they end. */
export async function controlPlaneMachine(options: ControlPlaneOptions = {}): Promise<SimulatedMachine> {
  const containers: ContainerInfo[] = COMPONENTS.map((name) => exampleContainer(name));
  const manifests = COMPONENTS.map((name) => [
    `/etc/kubernetes/manifests/${name}.yaml`,
    name === 'kube-apiserver' ? API_SERVER_MANIFEST : `metadata: {name: ${name}}\n`,
  ]);
  const machine: SimulatedMachine = new SimulatedMachine({
    etcd: new SimulatedEtcd({ members: { cp1: '127.0.0.1' } }),
    ...options,
    files: { ...Object.fromEntries(manifests), ...options.files },
    containers,
    onChange: (change) => {
      options.onChange?.(change);
      if (change.kind !== 'stop-container') return;
      const at = containers.findIndex(({ id }) => id === change.id);
      const createdAt = new Date(machine.now().getTime() + 1000);
      containers.splice(at, 1);
      if (options.staysDown?.includes(change.name) !== true)
        containers.unshift(exampleContainer(change.name, { id: `${change.id}-again`, createdAt }));
    },
  });
  const context = testContext(machine, { config: options.config ?? exampleConfig() });
  await runSteps(certsPhase, context);
  await runSteps(kubeconfigPhase, context);
  machine.forget();
  return machine;
}
