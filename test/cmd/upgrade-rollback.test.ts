import { expect } from 'chai';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { SimulatedEtcd } from '../support/simulated-etcd.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';
import { withStaticPods } from '../support/static-pods.ts';
import { controlPlaneMachine, upgrade } from '../support/upgrade-machine.ts';

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'kubeadm-config' };
const DNS = { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy' };

async function cluster(reachable = () => true) {
  const pods = withStaticPods();
  const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10' } });
  const machine = await controlPlaneMachine('v1.36.0', { ...pods, etcd });
  const { getObject, listObjects } = machine;
  const orRefuse = <T>(work: () => Promise<T>): Promise<T> =>
    reachable() ? work() : Promise.reject(new Error('connect ECONNREFUSED'));
  Object.assign(machine, {
    getObject: (...args: Parameters<typeof getObject>) => orRefuse(() => getObject(...args)),
    listObjects: (...args: Parameters<typeof listObjects>) => orRefuse(() => listObjects(...args)),
  });
  pods.started.splice(0);
  return { machine, started: pods.started };
}

const manifests = (machine: SimulatedMachine): readonly (string | undefined)[] =>
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map(
    (name) => machine.file(`/etc/kubernetes/manifests/${name}.yaml`)?.content,
  );
const upgraded = async (machine: SimulatedMachine): Promise<void> => {
  const { code, stderr } = await upgrade(machine, 'apply', 'v1.36.2', '--yes');
  expect(code, stderr).equal(0);
};
const dataOf = (object: KubeObject | undefined): unknown => JSON.stringify(object).includes('v1.36.2');

describe('kubeadm-ts upgrade rollback', () => {
  it('puts manifests, configuration and addons back as they were', async () => {
    const { machine, started } = await cluster();
    const before = manifests(machine);
    await upgraded(machine);
    expect(dataOf(machine.object(CONFIG))).equal(true);
    expect(dataOf(machine.object(DNS))).equal(true);
    started.splice(0);
    const { code, stdout, stderr } = await upgrade(machine, 'rollback', '--yes');
    expect(code, stderr).equal(0);
    expect(stdout).equal('Node cp1 is as it was before the upgrade from v1.36.0 to v1.36.2.\n');
    expect(manifests(machine)).deep.equal(before);
    expect(started).deep.equal(['kube-scheduler', 'kube-controller-manager', 'kube-apiserver']);
    expect(dataOf(machine.object(CONFIG))).equal(false);
    expect(dataOf(machine.object(DNS))).equal(false);
  });

  it('changes nothing the second time, and the upgrade can be made again', async () => {
    const { machine } = await cluster();
    await upgraded(machine);
    await upgrade(machine, 'rollback', '--yes');
    machine.forget();
    expect((await upgrade(machine, 'rollback', '--yes')).code).equal(0);
    expect(machine.changes).deep.equal([]);
    await upgraded(machine);
    expect(manifests(machine).join()).include('kube-scheduler:v1.36.2');
  });

  it('takes the upgrade back although the same was asked for again since, with nothing left to do', async () => {
    const { machine } = await cluster();
    const before = manifests(machine);
    await upgraded(machine);
    for (let times = 0; times < 4; times += 1) {
      await machine.until('time', async () => ({ notYet: 'not yet' }), { timeoutMs: 2_000 }).catch(() => undefined);
      await upgraded(machine);
    }
    await upgrade(machine, 'rollback', '--yes');
    expect(manifests(machine)).deep.equal(before);
  });

  it("puts the kubelet's configuration back and restarts the kubelet, where it was changed", async () => {
    const { machine } = await cluster();
    const config = '/var/lib/kubelet/config.yaml';
    const old = `${machine.file(config)?.content ?? ''}maxPods: 7\n`;
    await machine.change({ kind: 'write-file', path: config, content: old, mode: 0o644 });
    await upgraded(machine);
    expect(machine.file(config)?.content).not.equal(old);
    machine.forget();
    await upgrade(machine, 'rollback', '--yes');
    expect(machine.file(config)?.content).equal(old);
    expect(machine.changes.filter(({ kind }) => kind === 'run-service')).lengthOf(1);
  });

  it('works while no API server answers, but for what is in the cluster', async () => {
    let reachable = true;
    const { machine } = await cluster(() => reachable);
    const before = manifests(machine);
    await upgraded(machine);
    reachable = false;
    const { code, stderr } = await upgrade(machine, 'rollback', '--yes');
    expect(code).equal(1);
    expect(stderr).match(/error execution phase cluster: connect ECONNREFUSED/);
    expect(manifests(machine)).deep.equal(before);
    reachable = true;
    expect((await upgrade(machine, 'rollback', '--yes')).code).equal(0);
    expect(dataOf(machine.object(CONFIG))).equal(false);
  });

  it('asks, says what it takes back, and changes nothing without a yes', async () => {
    const { machine } = await cluster();
    await upgraded(machine);
    machine.forget();
    for (const answer of ['n', '', undefined]) {
      const { asMachine } = await import('../support/simulated-run.ts');
      const io = { readLine: async () => answer, machine: () => asMachine(machine) };
      const { code, stdout } = await run(['upgrade', 'rollback'], undefined, io);
      expect(code).equal(1);
      expect(stdout).match(/takes back the upgrade of cp1 from v1.36.0 to v1.36.2[\s\S]*\[y\/N\]: /);
    }
    expect(machine.changes).deep.equal([]);
  });

  it('shows what it would do in a dry run', async () => {
    const { machine } = await cluster();
    await upgraded(machine);
    machine.forget();
    const { code, stdout } = await upgrade(machine, 'rollback', '--dry-run');
    expect(code).equal(0);
    expect(stdout).match(/would write \/etc\/kubernetes\/manifests\/kube-scheduler.yaml/);
    expect(machine.changes).deep.equal([]);
  });

  it('says that there is nothing to take back', async () => {
    const { machine } = await cluster();
    const { code, stderr } = await upgrade(machine, 'rollback', '--yes');
    expect(code).equal(1);
    expect(stderr).include('no upgrade by kubeadm-ts left a way back on this machine');
  });

  it('keeps the backups of three upgrades', async function () {
    this.timeout(30_000);
    const { machine } = await cluster();
    for (let times = 0; times < 5; times += 1) {
      await upgraded(machine);
      await upgrade(machine, 'rollback', '--yes');
      // the clock of the next run is another one
      await machine.until('time', async () => ({ notYet: 'not yet' }), { timeoutMs: 2_000 }).catch(() => undefined);
    }
    const of = (what: string) =>
      new Set(machine.paths().flatMap((path) => new RegExp(`tmp/${what}[-\\d]+`).exec(path) ?? []));
    expect(of('kubeadm-ts-upgrade-').size).equal(3);
    expect(of('kubeadm-backup-etcd-').size).equal(3);
    expect(of('kubeadm-backup-objects-').size).equal(3);
  });
});
