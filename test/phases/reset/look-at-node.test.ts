import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { lookAtNode } from '../../../phases/reset/look-at-node.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { exampleAuthority, exampleLeaf } from '../../support/example-certificates.ts';
import { CONTROL_PLANE_FILES, resetConfig, resetMachine } from '../../support/reset-machine.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';

describe('a look at the node that is to be reset', () => {
  const warnings: string[] = [];
  const look = (host: SimulatedMachine, apiLimitMs = 50) => {
    warnings.length = 0;
    const kubeconfig = '/etc/kubernetes/admin.conf';
    return lookAtNode({
      config: resetConfig(),
      kubeconfig,
      host,
      apiLimitMs,
      warn: (text) => void warnings.push(text),
    });
  };

  it('takes the name that the kubelet has in its certificate', async () => {
    const { certificate } = exampleLeaf(exampleAuthority(), { commonName: 'system:node:rack7.example' });
    const kubeletConf = `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'https://192.0.2.10:6443'}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
users: [{name: u, user: {client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem}}]
`;
    const machine = resetMachine({
      files: {
        '/etc/kubernetes/kubelet.conf': kubeletConf,
        '/var/lib/kubelet/pki/kubelet-client-current.pem': certificatePem(certificate),
      },
    });
    expect((await look(machine)).name).equal('rack7.example');
  });

  it("takes the machine's name where the kubelet tells none", async () => {
    expect((await look(resetMachine({ hostname: 'Box', files: {} }))).name).equal('box');
    const damaged = { '/etc/kubernetes/kubelet.conf': '{' };
    expect((await look(resetMachine({ hostname: 'Box', files: damaged }))).name).equal('box');
  });

  it('knows a worker, and asks neither API server nor etcd for it', async () => {
    const machine = resetMachine({ files: { '/var/lib/kubelet/config.yaml': 'x' } });
    const asked = () => Promise.reject(new Error('nobody is to be asked'));
    Object.assign(machine, { getObject: asked, listObjects: asked, etcd: asked });
    const node = await look(machine);
    expect(node).include({ controlPlane: false, cluster: undefined, etcdDataDir: '/var/lib/etcd' });
    expect(node.etcd.kind).equal('none');
    expect(warnings).deep.equal([]);
  });

  it('leaves out an API server that is silent, and says so', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members: { cp1: '192.0.2.10' } }) });
    const never = () => new Promise<never>(() => undefined);
    Object.assign(machine, { getObject: never, listObjects: never });
    const node = await look(machine);
    expect(node.controlPlane).equal(true);
    expect(node.etcd.kind).equal('member');
    expect(warnings).deep.equal([
      "the cluster's configuration cannot be read, going on without it: the API server did not answer within 0.05 s",
    ]);
  });

  it('takes manifests that cannot be read for manifests that tell nothing', async () => {
    const machine = resetMachine();
    const { readFile } = machine;
    const broken = (path: string) => (path.includes('manifests') ? Promise.reject(new Error('EIO')) : readFile(path));
    Object.assign(machine, { readFile: broken });
    const node = await look(machine);
    expect(node.controlPlane).equal(true);
    expect(node.etcdDataDir).equal(undefined);
  });

  it('reads an IPv6 address as a peer URL has it', async () => {
    const manifest =
      'metadata:\n  annotations:\n    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: "[fd00::1]:6443"\n';
    const etcd = new SimulatedEtcd({ members: { other: '[fd00::1]' } });
    const machine = resetMachine({
      etcd,
      files: { ...CONTROL_PLANE_FILES, '/etc/kubernetes/manifests/kube-apiserver.yaml': manifest },
    });
    machine.etcd = () => etcd;
    const { etcd: membership } = await look(machine);
    expect(membership.kind === 'member' && membership.own.name).equal('other');
  });
});
