import { expect } from 'chai';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import { CONTROL_PLANE_FILES, resetMachine, told } from '../support/reset-machine.ts';
import { SimulatedEtcd } from '../support/simulated-etcd.ts';
import { events, run } from '../support/simulated-run.ts';

const members = { cp1: '192.0.2.10', cp2: '192.0.2.11', cp3: '192.0.2.12' };

describe('kubeadm-ts reset', () => {
  const answering = (line: string | undefined) => ({ readLine: async () => line });
  const left = (machine: SimulatedMachine) => machine.paths().filter((path) => /^\/(etc|var)\//.test(path));

  it('asks on stdout, and resets after a yes', async () => {
    for (const yes of ['y', 'Y', 'yes', 'YES', ' y ']) {
      const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
      const { code, stdout } = await run(['reset'], machine, answering(yes));
      expect(code, yes).equal(0);
      expect(stdout).match(/This resets node cp1 \(a control plane\)[\s\S]*\[y\/N\]: Node cp1 is reset\./);
      expect(left(machine)).deep.equal(['/etc/kubernetes/audit-policy.yaml']);
    }
  });

  it('changes nothing after anything else, the end of input included', async () => {
    for (const no of ['', 'n', 'no', 'yess', 'force', undefined]) {
      const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
      const { code, stdout, stderr } = await run(['reset'], machine, answering(no));
      expect(code, String(no)).equal(1);
      expect(stdout).include('[y/N]: ');
      expect(stderr).match(/error: .*not confirmed: nothing was changed\nhint: .*--force/);
      expect(machine.changes).deep.equal([]);
    }
  });

  it('does not ask when it is forced to', async () => {
    for (const flag of ['--force', '-f']) {
      const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
      const { code, stdout } = await run(['reset', flag], machine, {
        readLine: () => Promise.reject(new Error('nobody is there')),
      });
      expect(code).equal(0);
      expect(stdout).not.include('[y/N]');
    }
  });

  it('does everything in its order', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    await run(['reset', '-f'], machine);
    expect(told(machine.changes).slice(0, 7)).deep.equal([
      'remove-etcd-member cp1',
      'run-service stop kubelet',
      'empty-directory /var/lib/etcd',
      'empty-directory /etc/kubernetes/manifests',
      'remove-sandbox kube-system/kube-apiserver-cp1',
      'remove-sandbox kube-system/etcd-cp1',
      'empty-directory /var/lib/kubelet',
    ]);
  });

  it('says the second time that nothing was left to do', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    await run(['reset', '-f'], machine);
    machine.forget();
    const { code, stdout, stderr } = await run(['reset', '-f'], machine);
    expect(code).equal(0);
    expect(stdout).match(/^Nothing had to be removed/);
    expect(stderr).not.include('warning');
    expect(machine.changes).deep.equal([]);
  });

  it('shows the list and the reasons in a dry run, asks nothing, and changes nothing', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    const { code, stdout, stderr } = await run(['reset', '--dry-run'], machine);
    expect(code).equal(0);
    expect(machine.changes).deep.equal([]);
    expect(stdout.split('\n')).include.members([
      '[dry-run] would stop the service kubelet (it would start the containers of its Pods again)',
      "[dry-run] would remove everything in /var/lib/etcd (the data of this node's etcd member)",
      '[dry-run] would remove everything in /etc/kubernetes/pki (certificates and keys)',
      '[dry-run] would remove /etc/kubernetes/admin.conf (credentials of this node)',
    ]);
    expect(stdout).match(/would remove the etcd member cp1 \(\w+\) \(2 of 3 members remain\)/);
    expect(stdout).match(/would stop and remove the Pod kube-system\/etcd-cp1/);
    expect(stdout).not.match(/\[y\/N\]|is reset/);
    expect(stderr).include('node cp1: a control plane; its etcd member; 2 of 3 members remain');
    expect((stdout.match(/stop the service kubelet/g) ?? []).length).equal(1);
  });

  it('says so when a dry run finds nothing', async () => {
    const { stdout } = await run(['reset', '--dry-run'], resetMachine({ files: {}, sandboxes: [] }));
    expect(stdout).match(/would stop the service kubelet/);
    const machine = resetMachine({ files: {}, sandboxes: [] });
    machine.services.set('kubelet', false);
    expect((await run(['reset', '--dry-run'], machine)).stdout).equal('[dry-run] nothing would be changed\n');
  });

  it('is one JSON object a line with --output json, and asks on stderr then', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    const { stdout, stderr } = await run(['reset', '-o', 'json'], machine, answering('y'));
    expect(events(stdout).at(-1)).deep.include({
      type: 'result',
      command: 'reset',
      dryRun: false,
      node: 'cp1',
      controlPlane: true,
      changed: true,
      etcdMember: 'removed',
    });
    expect(stderr).include('[y/N]: ');
  });

  it('leaves phases out, those of the configuration too', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    await run(['reset', '-f', '--skip-phases', 'remove-etcd-member,cleanup-node'], machine);
    expect(machine.changes).deep.equal([]);
    const config =
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ResetConfiguration\nforce: true\nskipPhases: [cleanup-node]\n';
    const other = resetMachine({
      etcd: new SimulatedEtcd({ members }),
      files: { ...CONTROL_PLANE_FILES, '/r.yaml': config },
    });
    const { code, stdout } = await run(['reset', '--config', '/r.yaml'], other);
    expect(code, stdout).equal(0);
    expect(other.file('/var/lib/etcd/member/snap/db')).equal(undefined);
    expect(other.file('/etc/kubernetes/pki/ca.key')).not.equal(undefined);
  });

  it('needs no question where preflight is left out, as in the reference', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    const { code, stdout } = await run(['reset', '--skip-phases', 'preflight'], machine, answering(undefined));
    expect(code).equal(0);
    expect(stdout).match(/^Node cp1 is reset/);
  });

  it('keeps the name of the node although phases that look at it are left out', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    const { stdout } = await run(
      ['reset', '-f', '--skip-phases', 'preflight,remove-etcd-member', '-o', 'json'],
      machine,
    );
    expect(events(stdout).at(-1)).include({ controlPlane: true, etcdMember: 'left' });
  });

  it('runs one phase, by its other name too', async () => {
    for (const name of ['cleanup-node', 'cleanupnode']) {
      const machine = resetMachine();
      const { code, stdout } = await run(['reset', 'phase', name], machine);
      expect(code).equal(0);
      expect(stdout).equal('');
      expect(machine.file('/etc/kubernetes/pki/ca.key')).equal(undefined);
      expect(machine.file('/var/lib/etcd/member/snap/db')).not.equal(undefined);
    }
    const machine = resetMachine();
    expect((await run(['reset', 'phase', 'pre-flight'], machine, answering('y'))).code).equal(0);
    expect(machine.changes).deep.equal([]);
  });

  it('refuses what would cost the others their quorum, in a dry run as well, and goes on with --force', async () => {
    const etcd = new SimulatedEtcd({ members });
    etcd.named('cp3').running = false;
    const machine = resetMachine({ etcd });
    for (const words of [['reset'], ['reset', '--dry-run'], ['reset', 'phase', 'remove-etcd-member']]) {
      const { code, stderr } = await run(words, machine, answering('y'));
      expect(code).equal(1);
      expect(stderr).match(/error: .*without this node etcd has no quorum/);
      expect(stderr).match(/cp3 \(\w+\): /);
      expect(machine.changes).deep.equal([]);
    }
    expect((await run(['reset', '-f'], machine)).code).equal(0);
    expect(left(machine)).deep.equal(['/etc/kubernetes/audit-policy.yaml']);
  });

  it('is refused while an init or join is at work', async () => {
    const files = {
      ...CONTROL_PLANE_FILES,
      '/etc/kubernetes/.kubeadm-ts-join-in-progress.json': '{"pid":77}',
      '/proc/77/cmdline': 'node\0/usr/bin/kubeadm-ts\0join\0x:6443\0',
    };
    const machine = resetMachine({ files });
    const { code, stderr } = await run(['reset', '-f'], machine);
    expect(code).equal(1);
    expect(stderr).include('kill 77');
    expect(machine.changes).deep.equal([]);
  });

  for (const [words, message] of [
    [['reset', '--cert-dir', '/etc'], 'the certificates folder /etc is not emptied'],
    [['reset', '--skip-phases', 'cleanup'], 'invalid phase name: cleanup'],
    [['reset', 'cp2'], 'does not take the argument "cp2"'],
    [['reset', '--forc'], 'did you mean --force?'],
    [['reset', 'phase'], 'needs a subcommand'],
  ] as const) {
    it(`refuses \`${words.join(' ')}\``, async () => {
      const machine = resetMachine();
      const { code, stderr } = await run(words, machine, answering('y'));
      expect(code).equal(1);
      expect(stderr).include(message);
      expect(machine.changes).deep.equal([]);
    });
  }
});
