import { expect } from 'chai';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { objectData } from '../../../pkg/kube/object-data.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { run } from '../../support/simulated-run.ts';
import { withStaticPods } from '../../support/static-pods.ts';
import {
  controlPlaneMachine,
  mirrorPod,
  setNode,
  upgrade,
  type UpgradeMachineOptions,
} from '../../support/upgrade-machine.ts';

const etcd = () => new SimulatedEtcd({ members: { cp1: '192.0.2.10' } });
const cluster = (options: UpgradeMachineOptions = {}, version = 'v1.36.0') =>
  controlPlaneMachine(version, { ...withStaticPods(), etcd: etcd(), ...options });
const apply = (machine: SimulatedMachine, ...more: readonly string[]) =>
  upgrade(machine, 'apply', 'v1.36.2', '--yes', ...more);
const SYSTEM = { namespace: 'kube-system' };
const configMap = (machine: SimulatedMachine, name: string) =>
  objectData(machine.object({ apiVersion: 'v1', kind: 'ConfigMap', name, ...SYSTEM }));
const image = (machine: SimulatedMachine, kind: string, name: string): string =>
  /"image":"([^"]+)"/.exec(JSON.stringify(machine.object({ apiVersion: 'apps/v1', kind, name, ...SYSTEM })))?.[1] ?? '';
const written = (machine: SimulatedMachine) =>
  machine.changes.flatMap((change) => (change.kind === 'apply-object' ? [change.object] : []));

describe('kubeadm-ts upgrade apply: what the whole cluster shares', () => {
  it('brings configuration, rights and addons to the new version', async () => {
    const machine = await cluster();
    const { code, stderr } = await apply(machine);
    expect(code, stderr).equal(0);
    expect(configMap(machine, 'kubeadm-config')['ClusterConfiguration']).include('kubernetesVersion: v1.36.2');
    expect(image(machine, 'DaemonSet', 'kube-proxy')).match(/kube-proxy:v1\.36\.2$/);
    expect(stderr).include('[addon/coredns] kept CoreDNS: it is already up to date');
  });

  it('changes nothing in the cluster the second time but for the Job', async () => {
    const machine = await cluster();
    await apply(machine);
    machine.forget();
    expect((await apply(machine)).code).equal(0);
    expect(written(machine).map(({ kind }) => kind)).deep.equal(['Job']);
  });

  it('takes the annotation with the socket off the Node, which has a file with it', async () => {
    const machine = await cluster();
    const ref = { apiVersion: 'v1', kind: 'Node', name: 'cp1' };
    const name = 'kubeadm.alpha.kubernetes.io/cri-socket';
    const node = machine.object(ref) as KubeObject;
    const annotations = { mine: 'x', [name]: 'unix:///run/containerd/containerd.sock' };
    machine.store.update({ ...node, metadata: { ...node.metadata, annotations } });
    await apply(machine);
    expect(machine.object(ref)?.metadata.annotations).deep.equal({ mine: 'x' });
  });

  it('leaves the addons to the last control plane', async () => {
    const machine = await cluster();
    machine.store.create(mirrorPod('kube-apiserver', 'cp2', 'registry.k8s.io/kube-apiserver:v1.36.0'));
    const { code, stderr } = await apply(machine);
    expect(code, stderr).equal(0);
    expect(stderr).include('[addon/kube-proxy] left out: control planes that are not upgraded yet: cp2');
    expect(image(machine, 'DaemonSet', 'kube-proxy')).match(/v1\.36\.0$/);
    expect(image(machine, 'Deployment', 'coredns')).match(/v1\.14\.2$/);
    machine.store.update({ ...mirrorPod('kube-apiserver', 'cp2', 'registry.k8s.io/kube-apiserver:v1.36.2') });
    expect((await upgrade(machine, 'node', '--ignore-preflight-errors=all')).code).equal(0);
    expect(image(machine, 'DaemonSet', 'kube-proxy')).match(/v1\.36\.2$/);
  });

  it('keeps a custom Corefile, and upgrades CoreDNS below it', async () => {
    const corefile = '.:53 {\n  errors # mine\n  kubernetes cluster.local\n  forward . 192.0.2.1\n}\n';
    const machine = await cluster({ dnsTag: 'v1.13.1', corefile });
    expect((await apply(machine)).code).equal(0);
    expect(configMap(machine, 'coredns')).deep.equal({ Corefile: corefile });
    expect(image(machine, 'Deployment', 'coredns')).match(/coredns:v1\.14\.2$/);
  });

  it('migrates a Corefile that the new CoreDNS would not read', async () => {
    const corefile = '.:53 {\n    kubernetes cluster.local {\n        upstream\n    }\n    forward . 192.0.2.1\n}\n';
    const machine = await cluster({ dnsTag: '1.6.7', corefile });
    expect((await apply(machine)).code).equal(0);
    expect(configMap(machine, 'coredns')['Corefile']).include('max_concurrent 1000').and.not.include('upstream');
    expect(configMap(machine, 'coredns')['Corefile-backup']).equal(corefile);
  });

  it('stops at an unknown plugin before anything is changed; ignored, the plugin is left as it is', async () => {
    const corefile = '.:53 {\n    template ANY ANY\n}\n';
    const machine = await cluster({ dnsTag: 'v1.13.1', corefile });
    const { code, stderr } = await apply(machine);
    expect(code).equal(1);
    expect(stderr).include('[ERROR CoreDNSUnsupportedPlugins]').and.include('plugin template (as of CoreDNS 1.13.2)');
    expect(written(machine).map(({ kind }) => kind)).deep.equal(['Job']);
    expect(machine.changes).length(1);
    expect((await apply(machine, '--ignore-preflight-errors=CoreDNSUnsupportedPlugins')).code).equal(0);
    expect(configMap(machine, 'coredns')).deep.equal({ Corefile: corefile });
  });

  it('patches the Deployment of CoreDNS, and keeps the number of its Pods', async () => {
    const files = { '/patches/corednsdeployment+merge.yaml': 'metadata: {labels: {mine: "yes"}}\n' };
    const machine = await cluster({ files });
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'coredns', ...SYSTEM };
    const deployment = machine.object(ref) as KubeObject & { readonly spec: object };
    machine.store.update({ ...deployment, spec: { ...deployment.spec, replicas: 7 } } as KubeObject);
    await apply(machine, '--patches', '/patches');
    expect(machine.object(ref)?.metadata.labels).deep.include({ mine: 'yes' });
    expect(JSON.stringify(machine.object(ref))).include('"replicas":7');
  });

  it('shows all of it in a dry run, makes no Job, and changes nothing', async () => {
    const machine = await cluster();
    const { code, stdout, stderr } = await apply(machine, '--dry-run');
    expect(code, stderr).equal(0);
    expect(machine.changes).deep.equal([]);
    expect(stdout).include('kubernetesVersion: v1.36.2').and.include('kube-proxy:v1.36.2');
  });
});

describe('kubeadm-ts upgrade apply: preflight', () => {
  const refused = async (options: UpgradeMachineOptions, words: readonly string[], version = 'v1.36.0') => {
    const machine = await cluster(options, version);
    const outcome = await run(['upgrade', 'apply', ...words], machine, { readLine: async () => undefined });
    const changes = machine.changes.filter((change) => change.kind !== 'apply-object' || change.object.kind !== 'Job');
    return { ...outcome, changes };
  };

  it('asks, and takes the end of the input for a no', async () => {
    const { code, stdout, stderr, changes } = await refused({}, ['v1.36.2']);
    expect(code).equal(1);
    expect(stdout).include('Upgrade the cluster to v1.36.2? [y/N]: ');
    expect(stderr).include('the upgrade was not confirmed: nothing was changed');
    expect(changes).deep.equal([]);
  });

  it('enforces the version policy: nothing helps against what is fatal', async () => {
    const words = ['v1.36.2', '--force'];
    const { code, stderr, changes } = await refused({ server: 'v1.34.1' }, words);
    expect(code).equal(1);
    expect(stderr).include('an upgrade to v1.36.2 is refused:\n\t- from v1.34.1 to v1.36.2 is too far');
    expect(changes).deep.equal([]);
  });

  it('needs --force for what may be overruled, which then is a warning', async () => {
    const { code, stderr, changes } = await refused({}, ['v1.36.5', '--yes']);
    expect(code).equal(1);
    expect(stderr).include('v1.36.5 is newer than this program').and.include('--force');
    expect(changes).deep.equal([]);
    const forced = await refused({}, ['v1.36.5', '-f']);
    expect(forced.code, forced.stderr).equal(0);
    expect(forced.stderr).include('overruled by --force: v1.36.5 is newer than this program');
  });

  it('does not guess the version of an API server that does not tell it', async () => {
    const { code, stderr, changes } = await refused({ server: 'odd' }, ['v1.36.2', '--yes', '--force']);
    expect(code).equal(1);
    expect(stderr).include('the API server does not tell its version').and.include('kubectl get --raw /version');
    expect(changes).deep.equal([]);
  });

  it('takes a release candidate with the flag for it', async () => {
    expect((await refused({ server: 'v1.35.9' }, ['v1.36.0-rc.1', '--yes'])).stderr).include('is no stable release');
    const allowed = await refused({ server: 'v1.35.9' }, [
      'v1.36.0-rc.1',
      '--yes',
      '--allow-release-candidate-upgrades',
    ]);
    expect(allowed.code, allowed.stderr).equal(0);
  });

  it('stops while another control plane is not ready', async () => {
    const machine = await cluster();
    setNode(machine, 'cp2', { controlPlane: true, ready: false });
    const { code, stderr } = await apply(machine);
    expect(code).equal(1);
    expect(stderr).include('[ERROR ControlPlaneNodesReady]');
  });

  it('skips the Job where no node takes Pods', async () => {
    const machine = await cluster();
    setNode(machine, 'cp1', { unschedulable: true });
    const { code, stderr } = await apply(machine);
    expect(code, stderr).equal(0);
    expect(stderr).include('[WARNING CreateJob]: no node takes new Pods');
    expect(written(machine).map(({ kind }) => kind)).not.include('Job');
  });

  it('waits for an API server that is not well, and tells its answer when it gives up', async () => {
    const machine = await cluster({ apiGet: () => ({ status: 200, body: 'ok' }) });
    Object.assign(machine, {
      apiGet: async () => ({ status: 500, body: '[-]etcd failed: reason withheld\nlivez check failed' }),
    });
    const { code, stderr } = await apply(machine);
    expect(code).equal(1);
    expect(stderr).match(/\[ERROR APIServerHealth\]: waited 60s .*status 500: \[-\]etcd failed/);
  });

  it('pulls the images of the new version before anything is replaced', async () => {
    const machine = await cluster();
    await apply(machine);
    const kinds = machine.changes.map((change) => (change.kind === 'pull-image' ? change.image : change.kind));
    const first = kinds.findIndex((kind) => kind === 'write-file');
    expect(kinds.slice(0, first)).include('registry.k8s.io/kube-apiserver:v1.36.2');
    expect(kinds.slice(first).some((kind) => kind.includes('registry'))).equal(false);
  });

  it('prints the configuration when asked', async () => {
    const { stdout } = await apply(await cluster(), '--print-config');
    expect(stdout).match(/^apiServer: \{\}\n[\s\S]*kubernetesVersion: v1\.36\.2\n/);
  });
});
