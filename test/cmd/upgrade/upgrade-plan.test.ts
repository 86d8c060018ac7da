import { expect } from 'chai';
import type { HttpResult } from '../../../pkg/host/host.ts';
import { controlPlaneMachine, mirrorPod, setNode, upgrade } from '../../support/upgrade-machine.ts';

const OFFLINE = { code: 'ENOTFOUND' };

/** What the release server says. */
function releases(labels: Readonly<Record<string, string>>): Record<string, HttpResult> {
  return Object.fromEntries(
    Object.entries(labels).map(([label, version]) => [
      `https://dl.k8s.io/release/${label}.txt`,
      { status: 200, body: `${version}\n` },
    ]),
  );
}

const offline = Object.fromEntries(
  ['stable', 'stable-1.36', 'stable-1.35'].map((label) => [
    `https://dl.k8s.io/release/${label}.txt`,
    Object.assign(new Error('getaddrinfo ENOTFOUND dl.k8s.io'), OFFLINE),
  ]),
);

describe('kubeadm-ts upgrade plan', () => {
  it('prints the reference`s tables, offline too', async () => {
    const machine = await controlPlaneMachine('v1.36.0', { http: offline });
    const node = machine.hostname();
    const { code, stdout, stderr } = await upgrade(machine, 'plan');
    expect(code, stderr).equal(0);
    expect(stderr).match(/warning: which releases there are could not be looked up .*does not resolve/);
    const w = Math.max(node.length + 3, 10);
    const row = (component: string, name: string, current: string, target: string) =>
      `${component.padEnd(26)}${name.padEnd(w)}${current.padEnd(10)}${target}`;
    expect(stdout).equal(
      [
        'To upgrade by hand, node by node, once the control plane is upgraded:',
        '',
        `COMPONENT   ${'NODE'.padEnd(w)}CURRENT   TARGET`,
        `kubelet     ${node.padEnd(w)}v1.36.0   v1.36.2`,
        '',
        'Upgrade to the latest version in the v1.36 series:',
        '',
        row('COMPONENT', 'NODE', 'CURRENT', 'TARGET'),
        row('kube-apiserver', node, 'v1.36.0', 'v1.36.2'),
        row('kube-controller-manager', node, 'v1.36.0', 'v1.36.2'),
        row('kube-scheduler', node, 'v1.36.0', 'v1.36.2'),
        row('kube-proxy', '', '1.36.0', 'v1.36.2'),
        row('CoreDNS', '', 'v1.14.2', 'v1.14.2'),
        row('etcd', node, '3.6.8-0', '3.6.8-0'),
        '',
        'The upgrade is done by:',
        '',
        '\tkubeadm-ts upgrade apply v1.36.2',
        '',
        '_____________________________________________________________________',
        '',
        'Configurations of components, as the cluster has them and as an upgrade writes them:',
        '',
        'API GROUP                 CURRENT VERSION   PREFERRED VERSION   MANUAL UPGRADE REQUIRED',
        'kubeproxy.config.k8s.io   v1alpha1          v1alpha1            no',
        'kubelet.config.k8s.io     v1beta1           v1beta1             no',
        '_____________________________________________________________________',
        '',
        '',
      ].join('\n'),
    );
  });

  it('changes nothing but for the Job that shows that the cluster works', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    await upgrade(machine, 'plan', 'v1.36.2');
    expect(machine.changes.map((change) => (change.kind === 'apply-object' ? change.object.kind : change))).deep.equal([
      'Job',
    ]);
  });

  it('is data with -o json: the fields of the reference, in its order', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    const { stdout } = await upgrade(machine, 'plan', 'v1.36.2', '-o', 'json');
    const plan = JSON.parse(stdout);
    expect(Object.keys(plan)).deep.equal(['kind', 'apiVersion', 'availableUpgrades', 'configVersions']);
    expect(plan.apiVersion).equal('output.kubeadm.k8s.io/v1alpha3');
    const [{ description, components }] = plan.availableUpgrades;
    expect(description).equal('version in the v1.36 series');
    expect(components.map(({ name }: { name: string }) => name)).deep.equal([
      'kubelet',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'kube-proxy',
      'CoreDNS',
      'kubeadm',
      'etcd',
    ]);
    expect(components[0]).deep.equal({
      name: 'kubelet',
      currentVersion: 'v1.36.0',
      newVersion: 'v1.36.2',
      nodeName: machine.hostname(),
    });
    expect(plan.configVersions[1]).deep.equal({
      group: 'kubelet.config.k8s.io',
      currentVersion: 'v1beta1',
      preferredVersion: 'v1beta1',
      manualUpgradeRequired: false,
    });
  });

  it('knows the other formats, and templates', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    expect((await upgrade(machine, 'plan', 'v1.36.2', '-o', 'yaml')).stdout).match(
      /^apiVersion: output[\s\S]*\nkind: UpgradePlan\n$/,
    );
    const path = 'jsonpath={.availableUpgrades[*].description}';
    expect((await upgrade(machine, 'plan', 'v1.36.2', '-o', path)).stdout).equal('version in the v1.36 series');
    const wrong = await upgrade(machine, 'plan', '-o', 'xml');
    expect(wrong.stderr).include('invalid value "xml" for --output');
  });

  it('offers the newest of the own series and the newest of all', async () => {
    const http = releases({ stable: 'v1.36.2', 'stable-1.35': 'v1.35.9' });
    const machine = await controlPlaneMachine('v1.35.1', { http });
    const { stdout } = await upgrade(machine, 'plan');
    expect(stdout.match(/^Upgrade to the latest .*/gm)).deep.equal([
      'Upgrade to the latest version in the v1.35 series:',
      'Upgrade to the latest stable version:',
    ]);
    expect(stdout.match(/upgrade apply .*/g)).deep.equal(['upgrade apply v1.35.9', 'upgrade apply v1.36.2']);
  });

  it('says which program is needed where this one is too old', async () => {
    const http = releases({ stable: 'v1.36.9', 'stable-1.36': 'v1.36.9' });
    const { stdout } = await upgrade(await controlPlaneMachine('v1.36.0', { http }), 'plan');
    expect(stdout).include('First get a kubeadm-ts that follows v1.36.9; this one follows v1.36.2');
  });

  it('goes by what this program knows where the newest release is of a newer minor', async () => {
    const http = releases({ stable: 'v1.37.1', 'stable-1.36': 'v1.36.3' });
    const { stdout, stderr } = await upgrade(await controlPlaneMachine('v1.36.0', { http }), 'plan');
    expect(stdout.match(/upgrade apply .*/g)).deep.equal(['upgrade apply v1.36.3']);
    expect(stderr).include('v1.37.1, which stable stands for, is newer than this program knows');
  });

  it('prints nothing where nothing is newer, and says so on stderr', async () => {
    const machine = await controlPlaneMachine('v1.36.2');
    for (const words of [[], ['-o', 'json']]) {
      const { code, stdout, stderr } = await upgrade(machine, 'plan', 'v1.36.2', ...words);
      expect({ code, stdout }).deep.equal({ code: 0, stdout: '' });
      if (words.length === 0) expect(stderr).include('there is nothing newer to upgrade to');
      else expect(stderr).equal('');
    }
  });

  it('names each kubelet in the order of versions, then of nodes', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    setNode(machine, 'w2', { kubeletVersion: 'v1.35.0' });
    setNode(machine, 'w1', { kubeletVersion: 'v1.36.2' });
    const { stdout } = await upgrade(machine, 'plan', 'v1.36.2');
    const kubelets = stdout.match(/^kubelet .*/gm)?.map((line) => line.split(/ +/)[2]);
    expect(kubelets).deep.equal(['v1.35.0', 'v1.36.0', 'v1.36.2']);
  });

  it('reads what runs after the cluster ran its Job: a new one shows its Pods late', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system', name: 'kube-apiserver-cp1' };
    const pod = machine.object(ref);
    machine.store.delete(ref);
    machine.store.subscribe(() =>
      queueMicrotask(() => {
        const ran = machine.store.list('batch/v1', 'Job').items.length > 0;
        if (ran && pod !== undefined && machine.object(ref) === undefined)
          machine.store.create({ ...pod, metadata: { ...pod.metadata, resourceVersion: '', uid: '' } });
      }),
    );
    const { code, stderr } = await upgrade(machine, 'plan', 'v1.36.2');
    expect(code, stderr).equal(0);
  });

  it('leaves etcd out where it is asked to', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    const { stdout } = await upgrade(machine, 'plan', 'v1.36.2', '--etcd-upgrade=false');
    expect(stdout).not.match(/^etcd/m);
  });

  it('warns of API servers with different versions, and goes by the newest', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    machine.store.create(mirrorPod('kube-apiserver', 'cp2', 'registry.k8s.io/kube-apiserver:v1.36.1'));
    const { stdout, stderr } = await upgrade(machine, 'plan', 'v1.36.2');
    expect(stderr).match(/different versions: v1\.36\.0 on \S+, v1\.36\.1 on cp2/);
    expect(stdout).match(/^kube-proxy +1\.36\.1 +v1\.36\.2$/m);
  });

  it('prints the configuration of the cluster when asked, as text only', async () => {
    const machine = await controlPlaneMachine('v1.36.0');
    const { stdout } = await upgrade(machine, 'plan', 'v1.36.2', '--print-config');
    expect(stdout).match(/^The configuration of the cluster:\n\tapiServer: \{\}\n/);
    const { stdout: json } = await upgrade(machine, 'plan', 'v1.36.2', '--print-config', '-o', 'json');
    expect(JSON.parse(json).kind).equal('UpgradePlan');
  });

  it('shows a version that is not stable when it is named, with the flag that it needs', async () => {
    const machine = await controlPlaneMachine('v1.35.1');
    const { stdout } = await upgrade(machine, 'plan', 'v1.36.0-rc.1');
    expect(stdout).include('upgrade apply v1.36.0-rc.1 --allow-release-candidate-upgrades');
    const beta = await upgrade(machine, 'plan', 'v1.36.0-beta.0');
    expect(beta.stdout).include('upgrade apply v1.36.0-beta.0 --allow-experimental-upgrades');
  });

  it('looks up what is not stable when that is allowed', async () => {
    const http = releases({
      stable: 'v1.36.2',
      'stable-1.36': 'v1.36.2',
      latest: 'v1.36.3-rc.1',
      'latest-1.35': 'v1.35.9-beta.0',
    });
    const machine = await controlPlaneMachine('v1.36.2', { http });
    const { stdout } = await upgrade(machine, 'plan', '--allow-experimental-upgrades');
    expect(stdout).include('Upgrade to the latest experimental version:');
    expect((await upgrade(machine, 'plan')).stdout).equal('');
  });

  describe('stops with what is wrong with the cluster', () => {
    it('a control plane that is not ready', async () => {
      const machine = await controlPlaneMachine('v1.36.0');
      setNode(machine, 'cp2', { controlPlane: true, ready: false });
      const { code, stderr } = await upgrade(machine, 'plan', 'v1.36.2');
      expect(code).equal(1);
      expect(stderr).include('[ERROR ControlPlaneNodesReady]: control-plane nodes are not ready: cp2: no network');
      const ignored = await upgrade(machine, 'plan', 'v1.36.2', '--ignore-preflight-errors=ControlPlaneNodesReady');
      expect(ignored.code).equal(0);
      expect(ignored.stderr).include('[WARNING ControlPlaneNodesReady]');
    });

    it('a Job that does not come to its end, with the reason', async () => {
      const machine = await controlPlaneMachine('v1.36.0', { jobs: 'wait' });
      machine.store.subscribe(() =>
        queueMicrotask(() => {
          const [job] = machine.store.list('batch/v1', 'Job').items;
          if (job === undefined || machine.store.list('v1', 'Pod').items.some(({ metadata }) => metadata.name === 'p'))
            return;
          const state = { waiting: { reason: 'ImagePullBackOff', message: 'no such host' } };
          machine.store.create({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'p', namespace: 'kube-system', labels: { 'job-name': job.metadata.name } },
            spec: { nodeName: 'w1', containers: [{ name: 'x', image: 'y' }] },
            status: { containerStatuses: [{ state }] },
          } as never);
        }),
      );
      const { code, stderr } = await upgrade(machine, 'plan', 'v1.36.2');
      expect(code).equal(1);
      expect(stderr).match(/\[ERROR CreateJob\]: .*Pod p on node w1 waits: ImagePullBackOff: no such host/);
    });

    it('a Job that fails, at once', async () => {
      const { stderr } = await upgrade(await controlPlaneMachine('v1.36.0', { jobs: 'fail' }), 'plan', 'v1.36.2');
      expect(stderr).match(/\[ERROR CreateJob\]: the Job \S+ failed: as the test has it/);
    });

    it('a plugin of CoreDNS that nobody knows how to migrate', async () => {
      const corefile =
        '.:53 {\n    kubernetes cluster.local\n    template ANY ANY\n    forward . 1.1.1.1 {\n        magic 1\n    }\n}\n';
      const machine = await controlPlaneMachine('v1.36.0', { dnsTag: 'v1.13.1', corefile });
      const { code, stderr } = await upgrade(machine, 'plan', 'v1.36.2');
      expect(code).equal(1);
      expect(stderr).match(
        /\[ERROR CoreDNSUnsupportedPlugins\]: .*: plugin template \(as of CoreDNS 1\.13\.2\); option magic of plugin forward/,
      );
      expect(stderr).include('--ignore-preflight-errors=CoreDNSUnsupportedPlugins');
    });

    it('a CoreDNS whose release nobody knows', async () => {
      const machine = await controlPlaneMachine('v1.36.0', { dnsTag: 'mine' });
      const { stderr } = await upgrade(machine, 'plan', 'v1.36.2');
      expect(stderr).include('[ERROR CoreDNSMigration]: the Corefile cannot be migrated: CoreDNS mine is not a known');
    });

    it('somebody who is not root', async () => {
      const machine = await controlPlaneMachine('v1.36.0');
      Object.assign(machine, { uid: 1000 });
      const { stderr } = await upgrade(machine, 'plan', 'v1.36.2');
      expect(stderr).include('[ERROR IsPrivilegedUser]');
      expect(machine.changes).deep.equal([]);
    });
  });

  for (const [words, message] of [
    [['plan', 'foo'], '"foo" is no version'],
    [['plan', 'stable-1.36'], '"stable-1.36" is no version'],
    [['plan', '--kubeconfig', '/none'], 'there is no /none to talk to the cluster with'],
    [['plan', 'a', 'b'], 'does not take the argument "b"'],
  ] as const) {
    it(`refuses \`upgrade ${words.join(' ')}\``, async () => {
      const { code, stdout, stderr } = await upgrade(await controlPlaneMachine(), ...words);
      expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
      expect(stderr).include(message);
    });
  }
});
