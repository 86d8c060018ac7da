import { expect } from 'chai';
import { cleanupNodePhase } from '../../../phases/reset/cleanup-node.ts';
import { failureOf } from '../../support/failure.ts';
import { CONTROL_PLANE_FILES, resetContext, resetMachine, sandbox, SOCKET } from '../../support/reset-machine.ts';

describe('the container runtime that a reset empties', () => {
  const socketOf = async (...[options, config]: [Parameters<typeof resetMachine>[0], { criSocket?: string }?]) => {
    const machine = resetMachine({ ...options, sandboxes: [sandbox('a')] });
    await cleanupNodePhase.run(resetContext(machine, { config: config ?? {} }));
    return machine.changes.flatMap((change) => (change.kind === 'remove-sandbox' ? change.criSocket : []))[0];
  };
  const files = { '/var/lib/kubelet/x': 'x' };

  it('is the one that the configuration names', async () => {
    expect(await socketOf({}, { criSocket: 'unix:///run/x.sock' })).equal('unix:///run/x.sock');
  });
  it("is found in the kubelet's files of any release", async () => {
    expect(await socketOf({})).equal(SOCKET);
    const flags = {
      '/var/lib/kubelet/kubeadm-flags.env': 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/f.sock"',
    };
    expect(await socketOf({ files: flags })).equal('unix:///run/f.sock');
    const config = { '/var/lib/kubelet/config.yaml': 'containerRuntimeEndpoint: unix:///run/g.sock\n' };
    expect(await socketOf({ files: config })).equal('unix:///run/g.sock');
  });
  it("is found in the Node's annotation", async () => {
    const annotations = { 'kubeadm.alpha.kubernetes.io/cri-socket': 'unix:///var/run/cri-dockerd.sock' };
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'cp1', annotations } };
    const admin = { '/etc/kubernetes/admin.conf': CONTROL_PLANE_FILES['/etc/kubernetes/admin.conf'] ?? '' };
    expect(await socketOf({ files: { ...files, ...admin }, objects: [node] })).equal(
      'unix:///var/run/cri-dockerd.sock',
    );
  });
  it('is the one that answers', async () => {
    expect(await socketOf({ files, sockets: ['/var/run/crio/crio.sock'] })).equal('unix:///var/run/crio/crio.sock');
  });
  it('is asked for when several answer, before anything is changed', async () => {
    const machine = resetMachine({ files, sockets: ['/var/run/crio/crio.sock', '/var/run/cri-dockerd.sock'] });
    const failure = await failureOf(cleanupNodePhase.run(resetContext(machine)));
    expect(failure.code).equal('several-runtimes');
    expect(failure.hint).include('--cri-socket');
    expect(machine.changes).deep.equal([]);
  });
});
