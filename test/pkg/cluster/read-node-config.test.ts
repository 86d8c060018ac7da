import { expect } from 'chai';
import { componentConfigStates } from '../../../pkg/cluster/component-config-states.ts';
import { componentConfigHash, HASH_ANNOTATION } from '../../../pkg/cluster/component-config-hash.ts';
import { readNodeConfig, SOCKET_ANNOTATION } from '../../../pkg/cluster/read-node-config.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { configMap, readerOf, storedConfig } from '../../support/stored-config.ts';
import { controlPlaneMachine } from '../../support/upgrade-machine.ts';

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

const read = (machine: SimulatedMachine, controlPlane = true) =>
  readNodeConfig(machine, {
    controlPlane,
    patchesDirectory: '/patches',
    ignorePreflightErrors: ['swap'],
    imagePullPolicy: 'Always',
    imagePullSerial: false,
    timeouts: exampleConfig().timeouts,
    dryRun: false,
  });
const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

describe('readNodeConfig', () => {
  it('brings back what init was given, from cluster, Node and manifest', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    const config = await read(machine);
    expect(config.cluster.kubernetesVersion).equal('v1.36.0');
    expect(config.localAPIEndpoint).deep.equal({ advertiseAddress: '192.0.2.10', bindPort: 6443 });
    expect(config.nodeRegistration).deep.include({
      name: 'cp1',
      imagePullPolicy: 'Always',
      imagePullSerial: false,
      ignorePreflightErrors: ['swap'],
    });
    expect(config.nodeRegistration.taints[0]).deep.include({ effect: 'NoSchedule' });
    expect(config.patchesDirectory).equal('/patches');
    expect(config.kubelet.userSupplied).equal(false);
  });

  it('takes the socket of the annotation, then that of the file of the node', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    expect((await read(machine)).nodeRegistration.criSocket).equal('unix:///var/run/containerd/containerd.sock');
    const ref = { apiVersion: 'v1', kind: 'Node', name: 'cp1' };
    const node = machine.object(ref) as KubeObject;
    const annotations = { [SOCKET_ANNOTATION]: 'unix:///run/crio/crio.sock' };
    machine.store.update({ ...node, metadata: { ...node.metadata, annotations } });
    expect((await read(machine)).nodeRegistration.criSocket).equal('unix:///run/crio/crio.sock');
  });

  it('finds the endpoint in the Pod while the manifest is missing, and says where to write it otherwise', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    await machine.change({ kind: 'remove-file', path: MANIFEST });
    expect(await code(read(machine))).equal('api-endpoint-unknown');
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system', name: 'kube-apiserver-cp1' };
    const pod = machine.object(ref) as KubeObject;
    const annotations = { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': '[2001:db8::1]:6444' };
    machine.store.update({ ...pod, metadata: { ...pod.metadata, annotations } });
    expect((await read(machine)).localAPIEndpoint).deep.equal({ advertiseAddress: '2001:db8::1', bindPort: 6444 });
  });

  it('asks for no endpoint on a worker', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    await machine.change({ kind: 'remove-file', path: MANIFEST });
    expect((await read(machine, false)).localAPIEndpoint.advertiseAddress).equal('');
  });

  it('says what is missing: the node, its Node', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    machine.store.delete({ apiVersion: 'v1', kind: 'Node', name: 'cp1' });
    expect(await code(read(machine))).equal('node-unknown');
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/kubelet.conf' });
    expect(await code(read(machine))).equal('node-unknown');
  });
});

describe('componentConfigStates', () => {
  const OLD = 'apiVersion: kubelet.config.k8s.io/v1alpha1\nkind: KubeletConfiguration\n';

  it('is the version that is there', async () => {
    expect(await componentConfigStates(readerOf(storedConfig()))).deep.equal([
      { group: 'kubeproxy.config.k8s.io', currentVersion: 'v1alpha1', preferredVersion: 'v1alpha1' },
      { group: 'kubelet.config.k8s.io', currentVersion: 'v1beta1', preferredVersion: 'v1beta1' },
    ]);
  });

  it('is empty where there is none, and where an outdated one is generated anew', async () => {
    const data = { kubelet: OLD };
    const map = configMap('kubelet-config', data);
    const generated = {
      ...map,
      metadata: { ...map.metadata, annotations: { [HASH_ANNOTATION]: componentConfigHash(data) } },
    };
    const states = await componentConfigStates(readerOf({ 'kubelet-config': generated }));
    expect(states.map(({ currentVersion }) => currentVersion)).deep.equal(['', '']);
  });
});
