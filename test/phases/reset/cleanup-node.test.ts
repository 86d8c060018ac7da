import { expect } from 'chai';
import { cleanupNodePhase } from '../../../phases/reset/cleanup-node.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import { failureOf } from '../../support/failure.ts';
import { CONTROL_PLANE_FILES, resetContext, resetMachine, sandbox, SOCKET, told } from '../../support/reset-machine.ts';

const MOUNTS = [
  'overlay / overlay rw 0 0',
  'tmpfs /var/lib/kubelet/pods/a/volumes/token tmpfs rw 0 0',
  'disk /var/lib/kubelet/pods/a/volumes/token/sub ext4 rw 0 0',
  'disk /var/lib/kubelet-other ext4 rw 0 0',
  '',
].join('\n');

describe('the phase cleanup-node', () => {
  it('undoes everything in an order in which nothing starts again', async () => {
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, '/proc/mounts': MOUNTS } });
    const context = resetContext(machine);
    await cleanupNodePhase.run(context);
    expect(told(machine.changes)).deep.equal([
      'run-service stop kubelet',
      'empty-directory /etc/kubernetes/manifests',
      'remove-sandbox kube-system/kube-apiserver-cp1',
      'remove-sandbox kube-system/etcd-cp1',
      'unmount /var/lib/kubelet/pods/a/volumes/token/sub',
      'unmount /var/lib/kubelet/pods/a/volumes/token',
      'empty-directory /var/lib/kubelet',
      'empty-directory /etc/kubernetes/pki',
      'remove-file /etc/kubernetes/admin.conf',
      'remove-file /etc/kubernetes/controller-manager.conf',
      'remove-file /etc/kubernetes/kubelet.conf',
      'remove-file /etc/kubernetes/scheduler.conf',
      'remove-file /etc/kubernetes/super-admin.conf',
    ]);
    expect(context.warnings).deep.equal([]);
    expect(await machine.listDirectory('/etc/kubernetes')).deep.equal(['audit-policy.yaml', 'manifests', 'pki']);
  });

  it('finds nothing to do the second time', async () => {
    const machine = resetMachine();
    await cleanupNodePhase.run(resetContext(machine));
    machine.forget();
    const context = resetContext(machine);
    await cleanupNodePhase.run(context);
    expect(machine.changes).deep.equal([]);
    expect([...context.notes, ...context.warnings]).deep.equal([]);
  });

  it('goes on from wherever a run was killed', async () => {
    const all = resetMachine();
    await cleanupNodePhase.run(resetContext(all));
    for (const stop of all.changes.keys()) {
      let left = stop;
      const machine = resetMachine({
        onChange: () => {
          if (left === 0) throw new Error('killed');
          left -= 1;
        },
      });
      await cleanupNodePhase.run(resetContext(machine)).catch(() => undefined);
      left = Infinity;
      await cleanupNodePhase.run(resetContext(machine));
      const rest = machine.paths().filter((path) => /^\/(etc|var)\//.test(path));
      expect(rest).deep.equal(['/etc/kubernetes/audit-policy.yaml', '/var/lib/etcd/member/snap/db']);
      expect(await machine.runtime(SOCKET).listSandboxes()).deep.equal([]);
      expect(machine.services.get('kubelet')).equal(false);
    }
  });

  it('shows in a dry run what it would do, and does nothing', async () => {
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, '/proc/mounts': MOUNTS } });
    const paths = machine.paths();
    await cleanupNodePhase.run(resetContext(dryRun(machine)));
    expect(machine.changes).deep.equal([]);
    expect(machine.paths()).deep.equal(paths);
    expect(machine.services.get('kubelet')).equal(true);
  });

  it('removes nothing below the kubelet folder while something is mounted there', async () => {
    const machine = resetMachine({
      files: { ...CONTROL_PLANE_FILES, '/proc/mounts': MOUNTS },
      onChange: ({ kind }) => {
        if (kind === 'unmount') throw new KubeadmError('unmount-failed', 'target is busy');
      },
    });
    expect((await failureOf(cleanupNodePhase.run(resetContext(machine)))).code).equal('unmount-failed');
    expect(machine.file('/var/lib/kubelet/config.yaml')).not.equal(undefined);
    expect(machine.file('/etc/kubernetes/pki/ca.key')).not.equal(undefined);
  });

  it('does not trust an unmount that changed nothing', async () => {
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, '/proc/mounts': MOUNTS } });
    const { change } = machine;
    Object.assign(machine, { change: async (each: never) => ('flags' in each ? undefined : change(each)) });
    const failure = await failureOf(cleanupNodePhase.run(resetContext(machine)));
    expect(failure.code).equal('still-mounted');
    expect(failure.message).include('/var/lib/kubelet/pods/a/volumes/token');
    expect(machine.file('/var/lib/kubelet/config.yaml')).not.equal(undefined);
  });

  it('leaves a folder alone that is a symbolic link, and says where it leads', async () => {
    const files = Object.fromEntries(
      Object.entries(CONTROL_PLANE_FILES).filter(([path]) => !path.startsWith('/var/lib/kubelet')),
    );
    const machine = resetMachine({ files, links: { '/var/lib/kubelet': '/data/kubelet' } });
    const context = resetContext(machine, { config: { criSocket: SOCKET } });
    await cleanupNodePhase.run(context);
    expect(told(machine.changes)).not.include('empty-directory /var/lib/kubelet');
    expect(context.warnings.join()).include('/var/lib/kubelet is a symbolic link to /data/kubelet');
  });

  it('unmounts what lies behind a symbolic link', async () => {
    const mounts = 'tmpfs /data/kubelet/pods/a tmpfs rw 0 0\n';
    const machine = resetMachine({
      files: { '/proc/mounts': mounts },
      links: { '/var/lib/kubelet': '/data/kubelet' },
      sandboxes: [],
    });
    await cleanupNodePhase.run(resetContext(machine));
    expect(told(machine.changes)).include('unmount /data/kubelet/pods/a');
  });

  it('warns of a mount below the certificates and leaves it', async () => {
    const mounts = 'disk /etc/kubernetes/pki/etcd ext4 rw 0 0\n';
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, '/proc/mounts': mounts } });
    const context = resetContext(machine);
    await cleanupNodePhase.run(context);
    expect(context.warnings).length(1);
    expect(context.warnings[0]).include('something is mounted at /etc/kubernetes/pki/etcd: left alone');
    expect(machine.file('/etc/kubernetes/pki/ca.key')).equal(undefined);
    expect(machine.file('/etc/kubernetes/pki/etcd/ca.crt')).not.equal(undefined);
  });

  it("empties kubeadm's temporary folder only when asked to", async () => {
    const files = { ...CONTROL_PLANE_FILES, '/etc/kubernetes/tmp/old/ca.key': 'key' };
    const kept = resetMachine({ files });
    await cleanupNodePhase.run(resetContext(kept));
    expect(kept.file('/etc/kubernetes/tmp/old/ca.key')).not.equal(undefined);
    const emptied = resetMachine({ files });
    await cleanupNodePhase.run(resetContext(emptied, { config: { cleanupTmpDir: true } }));
    expect(emptied.file('/etc/kubernetes/tmp/old/ca.key')).equal(undefined);
  });

  it('removes the marks of interrupted runs, and what killed runs left half-written, but nothing else', async () => {
    const ours = [
      '.kubeadm-ts-init-in-progress.json',
      '.kubeadm-ts-join-in-progress.json',
      '.admin.conf.0123456789ab.tmp',
    ];
    const others = ['audit-policy.yaml', 'admin.conf.bak', '.admin.conf.swp', 'azure.json'];
    const files = Object.fromEntries([...ours, ...others].map((name) => [`/etc/kubernetes/${name}`, 'x']));
    const machine = resetMachine({ files });
    await cleanupNodePhase.run(resetContext(machine));
    expect(await machine.listDirectory('/etc/kubernetes')).deep.equal([...others].sort());
  });

  it('removes the accounts of a control plane without root, and nobody else', async () => {
    const passwd =
      'root:x:0:0::/root:/bin/bash\nkubeadm-etcd:x:101:101:::/bin/false\nkubeadm-ks:x:1000:1000::/home/ks:/bin/bash\n';
    const group = 'root:x:0:\nkubeadm-etcd:x:101:\nkubeadm-ks:x:1000:\nkubeadm-sa-key-readers:x:102:kubeadm-kas\n';
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, '/etc/passwd': passwd, '/etc/group': group } });
    await cleanupNodePhase.run(resetContext(machine));
    expect(machine.file('/etc/passwd')?.content).equal(
      'root:x:0:0::/root:/bin/bash\nkubeadm-ks:x:1000:1000::/home/ks:/bin/bash\n',
    );
    expect(machine.file('/etc/group')?.content).equal('root:x:0:\nkubeadm-ks:x:1000:\n');
  });

  it('goes on without a container runtime that answers', async () => {
    const machine = resetMachine({
      runtime: {
        listSandboxes: () =>
          Promise.reject(
            new KubeadmError('cri-socket-missing', 'there is no such socket', { hint: 'start containerd' }),
          ),
      },
    });
    const context = resetContext(machine);
    await cleanupNodePhase.run(context);
    expect(context.warnings).length(1);
    expect(context.warnings[0]).match(/containers of Pods may be left.*start containerd.*crictl/);
    expect(machine.file('/etc/kubernetes/pki/ca.key')).equal(undefined);
  });

  it('warns of a Pod that cannot be removed, and removes the others', async () => {
    const machine = resetMachine({
      sandboxes: ['a', 'b', 'c'].map(sandbox),
      onChange: (change) => {
        if (change.kind === 'remove-sandbox' && change.pod === 'kube-system/b') throw new Error('its network is stuck');
      },
    });
    const context = resetContext(machine);
    await cleanupNodePhase.run(context);
    expect(context.warnings.join()).match(/kube-system\/b are left: its network is stuck; try: crictl/);
    expect(context.notes.join()).include('removed the containers of 2 Pods');
  });

  it('removes many Pods at the same time, but not all at once', async () => {
    let now = 0;
    let most = 0;
    const machine = resetMachine({ sandboxes: Array.from({ length: 30 }, (_, index) => sandbox(`p${index}`)) });
    const { change } = machine;
    Object.assign(machine, {
      change: async (each: never) => {
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        await change(each);
      },
    });
    await cleanupNodePhase.run(resetContext(machine));
    expect(most).equal(8);
    expect(machine.changes.filter(({ kind }) => kind === 'remove-sandbox')).length(30);
  });

  it('does everything else when one thing cannot be removed, and fails at its end', async () => {
    const machine = resetMachine({
      onChange: (change) => {
        if ('path' in change && change.path === '/etc/kubernetes/pki')
          throw new KubeadmError('read-only-file-system', 'cannot empty the folder /etc/kubernetes/pki', {
            hint: 'remount it',
          });
      },
    });
    const failure = await failureOf(cleanupNodePhase.run(resetContext(machine)));
    expect(failure.code).equal('reset-incomplete');
    expect(failure.message).include('/etc/kubernetes/pki');
    expect(failure.hint).include('remount it');
    expect(machine.file('/etc/kubernetes/admin.conf')).equal(undefined);
  });

  it('warns of a kubelet that does not stop, and goes on', async () => {
    const machine = resetMachine({
      onChange: ({ kind }) => {
        if (kind === 'run-service')
          throw new KubeadmError('service-failed', '`systemctl stop kubelet` failed: timeout');
      },
    });
    const context = resetContext(machine);
    await cleanupNodePhase.run(context);
    expect(context.warnings[0]).match(/kubelet cannot be stopped.*by hand/);
    expect(machine.file('/etc/kubernetes/admin.conf')).equal(undefined);
  });

  it('says that nobody stops the kubelet on a machine without systemd and OpenRC', async () => {
    const machine = resetMachine({ programs: { systemctl: false } });
    const context = resetContext(machine);
    await cleanupNodePhase.run(context);
    expect(context.warnings[0]).include('neither systemd nor OpenRC');
  });
});
