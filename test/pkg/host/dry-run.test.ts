import { expect } from 'chai';
import { announced } from '../../../pkg/host/announced.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import type { Event } from '../../../pkg/events/event.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const configMap = (data: Record<string, string>): KubeObject & { data: Record<string, string> } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'kube-system', labels: { a: '1' } },
  data,
});
const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', namespace: 'kube-system' };

describe('a dry run', () => {
  it('remembers files and folders, and leaves the machine alone', async () => {
    const machine = new SimulatedMachine({ files: { '/etc/kubernetes/old.conf': 'old' } });
    const host = dryRun(machine);
    await host.change({ kind: 'write-file', path: '/etc/kubernetes/pki/ca.crt', content: 'x', mode: 0o644 });
    await host.change({ kind: 'remove-file', path: '/etc/kubernetes/old.conf' });
    await host.change({ kind: 'make-directory', path: '/var/lib/etcd', mode: 0o700 });
    expect(await host.readFile('/etc/kubernetes/pki/ca.crt')).equal('x');
    expect(await host.readFile('/etc/kubernetes/old.conf')).equal(undefined);
    expect(await host.listDirectory('/etc/kubernetes')).deep.equal(['pki']);
    expect((await host.stat('/var/lib/etcd'))?.mode).equal(0o700);
    expect(machine.changes).deep.equal([]);
    expect(await machine.readFile('/etc/kubernetes/old.conf')).equal('old');
    expect(await machine.listDirectory('/etc/kubernetes')).deep.equal(['old.conf']);
  });

  it('remembers objects: created, merged by a patch, deleted', async () => {
    const machine = new SimulatedMachine();
    const host = dryRun(machine);
    await host.change({ kind: 'apply-object', verb: 'create', object: configMap({ k: 'v' }) });
    const patch = { ...configMap({ l: 'w' }), metadata: { name: 'c', namespace: 'kube-system', labels: { b: '2' } } };
    await host.change({ kind: 'apply-object', verb: 'patch', object: patch });
    const merged = (await host.getObject(ref)) as ReturnType<typeof configMap>;
    expect(merged.data).deep.equal({ k: 'v', l: 'w' });
    expect(merged.metadata.labels).deep.equal({ a: '1', b: '2' });
    expect(await host.listObjects('v1', 'ConfigMap', { labelSelector: 'b=2' })).length(1);
    await host.change({ kind: 'apply-object', verb: 'delete', object: configMap({}) });
    expect(await host.getObject(ref)).equal(undefined);
    expect(machine.object(ref)).equal(undefined);
  });

  it('empties a folder, whatever is deep in it, but for mounts', async () => {
    const machine = new SimulatedMachine({
      files: {
        '/pki/etcd/ca.key': 'x',
        '/pki/ca.key': 'x',
        '/pki/disk/x': 'x',
        '/proc/mounts': 'd /pki/disk ext4 rw 0 0\n',
      },
    });
    const host = dryRun(machine);
    await host.change({ kind: 'empty-directory', path: '/pki' });
    expect(await host.listDirectory('/pki')).deep.equal(['disk']);
    expect(await host.readFile('/pki/etcd/ca.key')).equal(undefined);
    expect(await host.listDirectory('/pki/etcd')).equal(undefined);
    await host.change({ kind: 'unmount', path: '/pki/disk', flags: [] });
    await host.change({ kind: 'empty-directory', path: '/pki' });
    expect(await host.listDirectory('/pki')).deep.equal([]);
    expect(await machine.readFile('/pki/disk/x')).equal('x');
  });

  it('takes accounts away', async () => {
    const host = dryRun(new SimulatedMachine({ files: { '/etc/passwd': 'a:x:1:1:::\nb:x:2:2:::\n' } }));
    await host.change({ kind: 'remove-accounts', path: '/etc/passwd', names: ['a'] });
    expect(await host.readFile('/etc/passwd')).equal('b:x:2:2:::\n');
  });

  it('remembers whether a service would run, however that is asked', async () => {
    const machine = new SimulatedMachine();
    machine.services.set('kubelet', true);
    const host = dryRun(machine);
    expect((await host.query(['systemctl', 'is-active', 'kubelet.service'])).stdout).equal('active\n');
    await host.change({ kind: 'run-service', action: 'stop', service: 'kubelet' });
    expect((await host.query(['systemctl', 'is-active', 'kubelet.service'])).stdout).equal('inactive\n');
    expect((await host.query(['rc-service', 'kubelet', 'status'])).code).equal(3);
    expect((await host.query(['systemctl', 'is-active', 'containerd.service'])).stdout).equal('active\n');
    expect(machine.services.get('kubelet')).equal(true);
  });

  it('does not wait', async () => {
    const host = dryRun(new SimulatedMachine());
    expect(await host.until('doomsday', async () => ({ notYet: 'never' }), { timeoutMs: 1e9 })).equal(0);
  });
});

describe('announced changes', () => {
  const tell = async (
    change: Parameters<SimulatedMachine['change']>[0],
    skipTokenPrint = false,
  ): Promise<Event | undefined> => {
    const events: Event[] = [];
    await announced(new SimulatedMachine(), (event) => events.push(event), { skipTokenPrint }).change(change);
    return events[0];
  };

  it('show content and an octal mode, but never a secret', async () => {
    expect(await tell({ kind: 'write-file', path: '/a', content: 'c', mode: 0o600 })).deep.equal({
      type: 'change',
      change: { kind: 'write-file', path: '/a', mode: '0600', content: 'c' },
    });
    const secret = await tell({ kind: 'write-file', path: '/ca.key', content: 'PRIVATE', mode: 0o600, secret: true });
    expect(JSON.stringify(secret)).not.include('PRIVATE');
    expect(secret).deep.equal({ type: 'change', change: { kind: 'write-file', path: '/ca.key', mode: '0600' } });
  });

  it('leave out the uploaded certificates, because the key that opens them is printed too', async () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'kubeadm-certs', namespace: 'kube-system' },
      data: { 'ca.key': 'c2VhbGVk' },
    };
    const { data: _sealed, ...rest } = object;
    expect(await tell({ kind: 'apply-object', verb: 'create', object })).deep.equal({
      type: 'change',
      change: { kind: 'apply-object', verb: 'create', object: rest },
    });
  });

  it("leave a bootstrap token's secret out where it is not to be printed", async () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'bootstrap-token-abcdef', namespace: 'kube-system' },
      type: 'bootstrap.kubernetes.io/token',
      data: { 'token-id': 'YWJjZGVm', 'token-secret': 'MDEyMzQ1Njc4OWFiY2RlZg==' },
    };
    expect(JSON.stringify(await tell({ kind: 'apply-object', verb: 'create', object }))).include('MDEyMzQ1');
    expect(JSON.stringify(await tell({ kind: 'apply-object', verb: 'create', object }, true))).not.include('MDEyMzQ1');
  });
});
