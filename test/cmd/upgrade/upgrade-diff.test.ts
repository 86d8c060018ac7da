import { expect } from 'chai';
import { controlPlaneMachine, upgrade } from '../../support/upgrade-machine.ts';

const MANIFEST = '/etc/kubernetes/manifests/kube-scheduler.yaml';

describe('kubeadm-ts upgrade diff', () => {
  it('shows what another version changes in the three manifests, and changes nothing', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    const { code, stdout, stderr } = await upgrade(machine, 'diff', 'v1.36.2');
    expect({ code, stderr }).deep.equal({ code: 0, stderr: '' });
    expect(stdout.match(/^--- .*$/gm)).deep.equal([
      '--- /etc/kubernetes/manifests/kube-apiserver.yaml',
      '--- /etc/kubernetes/manifests/kube-controller-manager.yaml',
      '--- /etc/kubernetes/manifests/kube-scheduler.yaml',
    ]);
    expect(stdout.match(/^[-+] .*$/gm)?.slice(0, 2)).deep.equal([
      '-    image: registry.k8s.io/kube-apiserver:v1.36.0',
      '+    image: registry.k8s.io/kube-apiserver:v1.36.2',
    ]);
    expect(machine.changes).deep.equal([]);
  });

  it('is silent where nothing differs', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    expect(await upgrade(machine, 'diff')).deep.equal({ code: 0, stdout: '', stderr: '' });
    expect((await upgrade(machine, 'diff', '1.36.0')).stdout).equal('');
  });

  it('takes number of lines and version from flags, then from the file', async () => {
    const config =
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: UpgradeConfiguration\ndiff:\n  kubernetesVersion: v1.36.1\n  contextLines: 0\n';
    const machine = await controlPlaneMachine('v1.36.0', { files: { '/u.yaml': config } });
    const lines = async (...words: readonly string[]) =>
      (await upgrade(machine, 'diff', ...words)).stdout.split('\n').slice(2, 5);
    expect(await lines('--config', '/u.yaml')).deep.equal([
      '@@ -42 +42 @@',
      '-    image: registry.k8s.io/kube-apiserver:v1.36.0',
      '+    image: registry.k8s.io/kube-apiserver:v1.36.1',
    ]);
    expect((await lines('-c', '0', 'v1.36.2'))[2]).include(':v1.36.2');
    const mixed = await upgrade(machine, 'diff', '--config', '/u.yaml', '-c', '1');
    expect(mixed.stderr).include('[context-lines]');
  });

  it('compares another file that is named', async () => {
    const machine = await controlPlaneMachine('v1.36.0', { files: { '/backup.yaml': 'kind: Pod\n' } });
    const { stdout } = await upgrade(machine, 'diff', '--scheduler-manifest', '/backup.yaml');
    expect(stdout).match(/^--- \/backup\.yaml\n\+\+\+ new manifest\n/);
  });

  it('names what is missing, before a cluster is asked', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    await machine.change({ kind: 'remove-file', path: MANIFEST });
    const { code, stderr } = await upgrade(machine, 'diff');
    expect(code).equal(1);
    expect(stderr).include(`there is no manifest ${MANIFEST}`);
  });

  for (const [words, message] of [
    [['diff', 'stable'], '"stable" is no version'],
    [['diff', '--kubeconfig', '/none.conf'], 'there is no /none.conf'],
    [['diff', '--scheduler-manifest', '/etc/kubernetes'], '/etc/kubernetes is a folder, not a manifest'],
    [['diff', 'v1.36.1', 'v1.36.2'], 'does not take the argument "v1.36.2"'],
  ] as const) {
    it(`refuses \`upgrade ${words.join(' ')}\``, async () => {
      const { code, stdout, stderr } = await upgrade(await controlPlaneMachine(), ...words);
      expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
      expect(stderr).include(message);
      expect(stderr).include('hint: ');
    });
  }
});
