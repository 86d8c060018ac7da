import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import type { ObjectStore } from './api-server/object-store.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { run, type Outcome } from './simulated-run.ts';

export interface UpgradeMachineOptions extends MachineOptions {
  /** A Corefile that somebody wrote. */
  readonly corefile?: string;
  /** Tag of the CoreDNS that runs. */
  readonly dnsTag?: string;
  /** What the API server says of its version; that of the cluster unless given. */
  readonly server?: string;
  /** What becomes of Jobs: their end unless given. */
  readonly jobs?: 'complete' | 'wait' | 'fail';
}

/**
 * A control plane that a simulated `init` of this version made, with the Pods that its kubelet shows to the cluster, and
 * with what `init` changed forgotten.
 */
export async function controlPlaneMachine(
  version = 'v1.36.0',
  options: UpgradeMachineOptions = {},
): Promise<SimulatedMachine> {
  const { corefile, dnsTag, server = version, jobs = 'complete', ...machineOptions } = options;
  const machine = new SimulatedMachine({
    ...machineOptions,
    apiGet: (path) =>
      path === '/version'
        ? { status: 200, body: JSON.stringify({ gitVersion: server }) }
        : (machineOptions.apiGet?.(path) ?? { status: 200, body: 'ok' }),
    commands: { 'kubelet --version': `Kubernetes ${version}\n`, ...machineOptions.commands },
  });
  const { code, stderr } = await run(['init', '--kubernetes-version', version], machine);
  if (code !== 0) throw new Error(`init failed: ${stderr}`);
  const node = machine.hostname();
  for (const component of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd']) {
    const manifest = machine.file(`/etc/kubernetes/manifests/${component}.yaml`);
    const [, image] = /image: (\S+)/.exec(manifest?.content ?? '') ?? [];
    if (image !== undefined) machine.store.create(mirrorPod(component, node, image));
  }
  setNode(machine, node, { kubeletVersion: version });
  if (dnsTag !== undefined) setDns(machine, dnsTag, corefile);
  if (jobs !== 'wait') playJobs(machine.store, jobs);
  machine.forget();
  return machine;
}

/** The Pod that shows a static Pod in the cluster. */
export function mirrorPod(component: string, node: string, image: string): KubeObject {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${component}-${node}`,
      namespace: 'kube-system',
      labels: { component, tier: 'control-plane' },
    },
    spec: { nodeName: node, containers: [{ name: component, image }] },
    status: { phase: 'Running' },
  };
  return pod;
}

/** A Node as its kubelet reports it; made where there is none. */
export function setNode(
  machine: SimulatedMachine,
  name: string,
  { kubeletVersion = 'v1.36.0', ready = true, controlPlane = false, unschedulable = false } = {},
): void {
  const ref = { apiVersion: 'v1', kind: 'Node', name };
  const known = machine.object(ref) as (KubeObject & { readonly spec?: object }) | undefined;
  const labels: Record<string, string> = controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {};
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', message: ready ? '' : 'no network' }];
  const node = {
    ...(known ?? { apiVersion: 'v1', kind: 'Node' }),
    metadata: known?.metadata ?? { name, labels },
    spec: { ...known?.spec, ...(unschedulable ? { unschedulable } : {}) },
    status: { nodeInfo: { kubeletVersion }, conditions },
  };
  if (known === undefined) machine.store.create(node);
  else machine.store.update(node);
}

/** Another CoreDNS than `init` installed. */
function setDns(machine: SimulatedMachine, tag: string, corefile: string | undefined): void {
  const { store } = machine;
  const ref = { namespace: 'kube-system', name: 'coredns' };
  const deployment = JSON.stringify(store.find({ apiVersion: 'apps/v1', kind: 'Deployment', ...ref }));
  store.update(JSON.parse(deployment.replace(/(coredns\/coredns:)[^"]+/, `$1${tag}`)) as KubeObject);
  const map = store.find({ apiVersion: 'v1', kind: 'ConfigMap', ...ref });
  if (map !== undefined && corefile !== undefined) store.update({ ...map, data: { Corefile: corefile } } as KubeObject);
}

/** Plays the controller of Jobs. */
export function playJobs(store: ObjectStore, end: 'complete' | 'fail' = 'complete'): void {
  const type = end === 'complete' ? 'Complete' : 'Failed';
  store.subscribe(() =>
    queueMicrotask(() => {
      for (const job of store.list('batch/v1', 'Job').items as readonly Job[]) {
        if (job.status?.conditions !== undefined) continue;
        const conditions = [{ type, status: 'True', message: 'as the test has it' }];
        store.update({ ...job, status: { conditions } } as Job);
      }
    }),
  );
}

type Job = KubeObject & { readonly status?: { readonly conditions?: readonly object[] } };

/** `upgrade` with these words on a simulated machine. */
export function upgrade(machine: SimulatedMachine, ...words: readonly string[]): Promise<Outcome> {
  return run(['upgrade', ...words], machine);
}
