import { expect } from 'chai';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { Change } from '../../../pkg/host/change.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { events } from '../../support/simulated-run.ts';
import { withStaticPods } from '../../support/static-pods.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';
import { controlPlaneMachine, upgrade } from '../../support/upgrade-machine.ts';

const NODE = { apiVersion: 'v1', kind: 'Node', name: 'cp1' };
const CHECKS = '--ignore-preflight-errors=all';

interface PodParts {
  /** Kind of its controller; a bare Pod without. */
  readonly owner?: string;
  readonly spec?: object;
  readonly phase?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly node?: string;
}

function pod(name: string, { owner, spec, phase = 'Running', annotations, node = 'cp1', ...more }: PodParts = {}) {
  const controller = { apiVersion: 'apps/v1', kind: owner ?? '', name: 'web', uid: '1', controller: true };
  const deletion = more.deletionTimestamp === undefined ? {} : more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      labels: { app: 'web' },
      ...deletion,
      ...(annotations === undefined ? {} : { annotations }),
      ...(owner === undefined ? {} : { ownerReferences: [controller] }),
    },
    spec: { nodeName: node, containers: [{ name: 'web', image: 'web:1' }], ...spec },
    status: { phase },
  };
}

function budget(disruptionsAllowed: number, name = 'web') {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
    status: { disruptionsAllowed, desiredHealthy: 2, currentHealthy: 2 },
  };
}

/** Objects of the cluster as they are, with what a client of the real server could not set at once. */
async function machineWith(
  objects: readonly KubeObject[],
  onChange: (change: Change, machine: SimulatedMachine) => void = () => undefined,
): Promise<SimulatedMachine> {
  const made: SimulatedMachine[] = [];
  const pods = withStaticPods({ onChange: (change) => made.forEach((machine) => onChange(change, machine)) });
  const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10' } });
  const machine = await controlPlaneMachine('v1.36.2', { ...pods, etcd });
  // the ones that show static Pods; `init` made none that had to go
  for (const { metadata } of machine.store.list('v1', 'Pod').items) {
    const ref = { apiVersion: 'v1', kind: 'Pod', name: metadata.name, namespace: metadata.namespace ?? '' };
    machine.store.update({
      ...machine.store.get(ref),
      metadata: { ...machine.store.get(ref).metadata, annotations: { 'kubernetes.io/config.mirror': 'hash' } },
    });
  }
  for (const object of objects) machine.store.create(object);
  machine.forget();
  made.push(machine);
  return machine;
}

const drain = (machine: SimulatedMachine, ...more: readonly string[]) =>
  upgrade(machine, 'node', '--drain', CHECKS, ...more);
const evictions = ({ changes }: SimulatedMachine): readonly string[] =>
  changes.flatMap((change) => (change.kind === 'evict-pod' ? [change.name] : []));
const left = ({ store }: SimulatedMachine): readonly string[] =>
  store.list('v1', 'Pod', { namespace: 'default' }).items.map(({ metadata }) => metadata.name);
const spec = (machine: SimulatedMachine) =>
  (machine.object(NODE) as KubeObject & { readonly spec?: { readonly unschedulable?: boolean } }).spec ?? {};
const annotations = (machine: SimulatedMachine) => machine.object(NODE)?.metadata.annotations ?? {};
const isCordoned = (machine: SimulatedMachine): boolean => spec(machine).unschedulable === true;
const byHand = (machine: SimulatedMachine): void =>
  void machine.store.patch(NODE, { spec: { unschedulable: true } }, 'strategic');

describe('kubeadm-ts upgrade node --drain', () => {
  it('cordons, evicts before anything is changed, and uncordons at the end', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' }), pod('web-2', { owner: 'StatefulSet' })]);
    const cordoned: boolean[] = [];
    const change = machine.change.bind(machine);
    machine.change = async (each) => {
      cordoned.push(isCordoned(machine));
      await change(each);
    };
    const { code, stderr } = await drain(machine);
    expect(code, stderr).equal(0);
    expect(evictions(machine)).deep.equal(['web-1', 'web-2']);
    expect(left(machine)).deep.equal([]);
    expect(stderr).match(/cp1 is cordoned.*\n.*2 Pods have to leave cp1: default\/web-1, default\/web-2/);
    expect(stderr).include('evicted default/web-1').and.include('cp1 takes Pods again');
    expect(isCordoned(machine)).equal(false);
    expect(annotations(machine)).not.have.property('kubeadm-ts.kubernetes.io/cordoned');
    const kinds = machine.changes.map(({ kind }) => kind);
    const files = machine.changes.findIndex((each) => each.kind === 'write-file' && each.path.includes('kubelet'));
    if (files >= 0) expect(kinds.lastIndexOf('evict-pod')).below(files);
  });

  it('leaves static Pods, those of DaemonSets, finished ones and those of other nodes alone', async () => {
    const machine = await machineWith([
      pod('proxy', { owner: 'DaemonSet', spec: { volumes: [{ name: 'tmp', emptyDir: {} }] } }),
      pod('static', { annotations: { 'kubernetes.io/config.mirror': 'hash' } }),
      pod('done', { phase: 'Succeeded' }),
      pod('broken', { phase: 'Failed' }),
      pod('elsewhere', { node: 'cp2' }),
    ]);
    const { code, stderr } = await drain(machine);
    expect(code, stderr).equal(0);
    expect(evictions(machine)).deep.equal([]);
    expect(left(machine)).have.length(5);
    expect(stderr).include('no Pod has to leave cp1');
  });

  it('changes nothing where a Pod would be lost, or the data in an emptyDir, and names the flags', async () => {
    const emptyDir = { volumes: [{ name: 'tmp', emptyDir: {} }] };
    const machine = await machineWith([pod('alone'), pod('cache', { owner: 'ReplicaSet', spec: emptyDir })]);
    const { code, stderr } = await drain(machine);
    expect(code).equal(1);
    expect(stderr).include('default/alone').and.include('--delete-bare-pods');
    expect(stderr).include('default/cache').and.include('--delete-emptydir-data');
    expect(isCordoned(machine)).equal(false);
    expect(evictions(machine)).deep.equal([]);
    const half = await drain(machine, '--delete-bare-pods');
    expect(half.code).equal(1);
    expect(half.stderr).not.include('default/alone').and.not.include('--delete-bare-pods');
    const all = await drain(machine, '--delete-bare-pods', '--delete-emptydir-data');
    expect(all.code, all.stderr).equal(0);
    expect(left(machine)).deep.equal([]);
  });

  it('tries again while a budget keeps a Pod, and says which one keeps which Pod', async () => {
    let asked = 0;
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' }), budget(0)], (change, { store }) => {
      if (change.kind !== 'evict-pod' || (asked += 1) < 3) return;
      const ref = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'web', namespace: 'default' };
      store.update({ ...store.get(ref), status: { disruptionsAllowed: 1 } } as KubeObject, { statusOnly: true });
    });
    const { code, stderr } = await drain(machine);
    expect(code, stderr).equal(0);
    expect(evictions(machine)).deep.equal(['web-1', 'web-1', 'web-1']);
    expect(stderr.match(/PodDisruptionBudget default\/web keeps Pod default\/web-1: .*needs 2 healthy/g)).have.length(
      1,
    );
    expect(stderr.match(/evicted default\/web-1/g)).have.length(1);
  });

  it('gives up when its time is over: with the reason, the node cordoned, and how to go on; the same command goes on', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' }), budget(0)]);
    const { code, stderr } = await drain(machine, '--drain-timeout=30s');
    expect(code).equal(1);
    const error = stderr.slice(stderr.indexOf('error: ')).replace(/\s+/g, ' ');
    expect(error).include('PodDisruptionBudget default/web keeps Pod default/web-1');
    expect(error).include('kubectl describe poddisruptionbudget --namespace default web');
    expect(error).include('run the same command again');
    expect(stderr.replace(/\s+/g, ' ')).include('cp1 is still cordoned').and.include('upgrade node phase uncordon');
    expect(isCordoned(machine)).equal(true);
    expect(machine.changes.filter(({ kind }) => kind === 'evict-pod').length).within(25, 35);
    machine.store.delete({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'web', namespace: 'default' });
    const again = await drain(machine);
    expect(again.code, again.stderr).equal(0);
    expect(again.stderr).include('cp1 is cordoned since an earlier run');
    expect(isCordoned(machine)).equal(false);
  });

  it('stops at once at a Pod that two budgets select', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' }), budget(1), budget(1, 'other')]);
    const { code, stderr } = await drain(machine);
    expect(code).equal(1);
    expect(stderr).match(/more\s+than\s+one\s+PodDisruptionBudget/);
    expect(evictions(machine)).deep.equal(['web-1']);
  });

  it('waits for a Pod that is ending already, whatever it loses, and does not evict it', async () => {
    const ending = pod('alone', { deletionTimestamp: '2026-01-02T03:04:05Z' });
    const machine = await machineWith([ending]);
    const { code, stderr } = await drain(machine, '--drain-timeout=5s');
    expect(code).equal(1);
    expect(stderr).include('default/alone is ending');
    expect(evictions(machine)).deep.equal([]);
  });

  it('leaves a node cordoned that somebody else cordoned', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' })]);
    byHand(machine);
    const { code, stderr } = await drain(machine);
    expect(code, stderr).equal(0);
    expect(left(machine)).deep.equal([]);
    expect(isCordoned(machine)).equal(true);
    expect(stderr).include('cp1 was cordoned already, and stays so at the end');
  });

  it('keeps the node empty for a new kubelet where uncordon is skipped, and gives it back by that phase', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' })]);
    const first = await drain(machine, '--skip-phases=uncordon');
    expect(first.code, first.stderr).equal(0);
    expect(isCordoned(machine)).equal(true);
    expect(first.stderr.replace(/\s+/g, ' ')).include('cp1 is still cordoned');
    const phase = await upgrade(machine, 'node', 'phase', 'uncordon');
    expect(phase.code, phase.stderr).equal(0);
    expect(isCordoned(machine)).equal(false);
  });

  it('drains by its phase alone, without a further flag', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' })]);
    const { code, stderr } = await upgrade(machine, 'node', 'phase', 'drain');
    expect(code, stderr).equal(0);
    expect(left(machine)).deep.equal([]);
    expect(isCordoned(machine)).equal(true);
  });

  it('shows in a dry run what would go, and changes nothing', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' }), budget(0)]);
    const { code, stdout, stderr } = await drain(machine, '--dry-run');
    expect(code, stderr).equal(0);
    expect(stdout + stderr).include('would evict Pod default/web-1 (cp1 is drained)');
    expect(stdout + stderr).include('would patch Node cp1');
    expect(left(machine)).deep.equal(['web-1']);
    expect(isCordoned(machine)).equal(false);
    expect(machine.changes).deep.equal([]);
  });

  it('tells the evictions as changes in JSON', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' })]);
    const { stdout } = await drain(machine, '-o', 'json');
    const changes = events(stdout).flatMap((event) => (event.type === 'change' ? [event['change'] as object] : []));
    expect(changes).deep.include({
      kind: 'evict-pod',
      name: 'web-1',
      namespace: 'default',
      why: 'cp1 is drained',
    });
  });

  it('says nothing of it where it was not asked for, and touches no Pod', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' })]);
    const { code, stderr } = await upgrade(machine, 'node', CHECKS);
    expect(code, stderr).equal(0);
    expect(left(machine)).deep.equal(['web-1']);
    expect(stderr).not.match(/drain|cordon/);
  });

  it('goes together with a configuration file, which has no field for it', async () => {
    const machine = await machineWith([pod('web-1', { owner: 'ReplicaSet' })]);
    const content = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: UpgradeConfiguration\nnode: {}\n';
    await machine.change({ kind: 'write-file', path: '/root/upgrade.yaml', content, mode: 0o644 });
    const { code, stderr } = await drain(machine, '--config=/root/upgrade.yaml', '--drain-timeout=1m');
    expect(code, stderr).equal(0);
    expect(left(machine)).deep.equal([]);
  });

  it('refuses flags that say how to drain when nothing is to be drained', async () => {
    const machine = await machineWith([]);
    for (const flag of ['--drain-timeout=1m', '--delete-bare-pods', '--delete-emptydir-data']) {
      const { code, stderr } = await upgrade(machine, 'node', flag);
      expect(code).equal(1);
      expect(stderr).include(flag.split('=')[0]).and.include('add --drain');
    }
    expect(machine.changes).deep.equal([]);
  });
});
