import { expect } from 'chai';
import { parseKubeconfig } from '../../pkg/kubeconfig/parse-kubeconfig.ts';
import { SimulatedCluster } from '../support/simulated-cluster.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import { events } from '../support/simulated-run.ts';

const MARK = '/etc/kubernetes/.kubeadm-ts-join-in-progress.json';
const WORKER_FILES = ['/etc/kubernetes/kubelet.conf', '/etc/kubernetes/pki/ca.crt'];
const API_SERVER = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const ETCD = '/etc/kubernetes/manifests/etcd.yaml';

const inEtcKubernetes = (machine: SimulatedMachine): readonly string[] =>
  machine.paths().filter((path) => path.startsWith('/etc/kubernetes/'));
const content = (machine: SimulatedMachine, path: string): string => machine.file(path)?.content ?? '';

/** A JoinConfiguration that says what the flags of `cluster.words` say, with more lines. */
const joinConfiguration = ({ endpoint, token, pin }: SimulatedCluster, more = ''): string =>
  `apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\ndiscovery:\n  bootstrapToken:\n` +
  `    apiServerEndpoint: ${endpoint}\n    token: ${token}\n    caCertHashes: ["${pin}"]\n${more}`;

describe('kubeadm-ts join', () => {
  let cluster: SimulatedCluster;
  beforeEach(async () => {
    cluster = await SimulatedCluster.start();
  });
  afterEach(() => cluster?.close());

  const controlPlane = (options = {}) => cluster.machine('cp2', { address: '192.0.2.11', ...options });

  it('makes a worker with the command that init printed', async () => {
    const machine = cluster.machine('worker1');
    const { code, stdout, stderr } = await cluster.join(machine);
    expect(code, stderr).equal(0);
    expect(stderr).not.match(/error|warning/);
    expect(stdout).match(/^This machine is now a node of the cluster: worker1\.\n[\s\S]*kubectl get nodes/);
    expect(inEtcKubernetes(machine)).deep.equal(WORKER_FILES);
  });

  it('does not tell a worker, phase by phase, that it is no control plane', async () => {
    const { stderr } = await cluster.join(cluster.machine('worker1'));
    expect(stderr).include('[join] node worker1 joins as a worker');
    expect(stderr).not.include('skipped');
  });

  it('makes a further control plane, with an etcd member that votes', async () => {
    const machine = controlPlane();
    const { code, stdout, stderr } = await cluster.join(machine, ...cluster.controlPlaneFlags);
    expect(code, stderr).equal(0);
    expect(stdout).include('a further control plane').and.include('sudo cp -i /etc/kubernetes/admin.conf');
    expect(cluster.voters).deep.equal(['cp1', 'cp2']);
    expect(machine.paths()).include(ETCD).and.not.include('/etc/kubernetes/super-admin.conf');
    expect(content(machine, ETCD)).include(
      '--initial-cluster=cp1=https://192.0.2.10:2380,cp2=https://192.0.2.11:2380\n',
    );
    const node = machine.object({ apiVersion: 'v1', kind: 'Node', name: 'cp2' });
    expect(node?.metadata.labels).include.keys('node-role.kubernetes.io/control-plane');
    expect(machine.paths()).not.include(MARK).and.not.include('/etc/kubernetes/bootstrap-kubelet.conf');
  });

  it('takes shared files that were copied by hand instead of a certificate key', async () => {
    const machine = controlPlane({ files: cluster.sharedFiles });
    const { code, stderr } = await cluster.join(machine, '--control-plane');
    expect(code, stderr).equal(0);
    expect(stderr).include('nothing is downloaded without --certificate-key');
    for (const [path, file] of Object.entries(cluster.sharedFiles)) expect(content(machine, path)).equal(file.content);
    expect(cluster.voters).deep.equal(['cp1', 'cp2']);
  });

  it('is refused on a machine that has finished joining, in either role, with advice; nothing is changed', async () => {
    for (const [machine, flags] of [
      [cluster.machine('worker1'), []],
      [controlPlane(), cluster.controlPlaneFlags],
    ] as const) {
      expect((await cluster.join(machine, ...flags)).code).equal(0);
      machine.forget();
      const { code, stderr } = await cluster.join(machine, ...flags);
      expect(code).equal(1);
      expect(stderr).match(/this machine is a node of https:\/\/[\d.:]+: \/etc\/kubernetes\/kubelet\.conf is there/);
      expect(stderr).include('if it should stay, nothing is to be done');
      expect(machine.changes).deep.equal([]);
    }
    expect(cluster.voters).deep.equal(['cp1', 'cp2']);
  });

  it('goes on as the same command after Ctrl-C', async () => {
    const stopper = new AbortController();
    const machine = cluster.machine('worker1', { onChange: () => stopper.abort() });
    const words = ['join', ...cluster.words];
    const { code, stderr } = await cluster.run(machine, words, { signal: stopper.signal });
    expect(code).equal(130);
    expect(stderr).include('run the same command again');
    expect((await cluster.run(machine, words)).code).equal(0);
    expect(inEtcKubernetes(machine)).deep.equal(WORKER_FILES);
  });

  it('finds the cluster with a kubeconfig file, and a token for the kubelet', async () => {
    const admin = parseKubeconfig(content(cluster.first, '/etc/kubernetes/admin.conf'), '');
    const nobody = { ...admin, users: admin.users.map(({ name }) => ({ name, user: {} })) };
    const files = { '/cluster.conf': JSON.stringify(nobody) };
    const words = ['join', '--discovery-file', '/cluster.conf', '--tls-bootstrap-token', cluster.token];
    const machine = cluster.machine('worker1', { files });
    const { code, stderr } = await cluster.run(machine, words);
    expect(code, stderr).equal(0);
    const without = await cluster.run(cluster.machine('worker2', { files }), words.slice(0, 3));
    expect(without.code).equal(1);
    expect(without.stderr).include('no credentials').and.include('--tls-bootstrap-token');
  });

  it('warns when the authority is not pinned', async () => {
    const words = ['join', cluster.endpoint, '--token', cluster.token, '--discovery-token-unsafe-skip-ca-verification'];
    const { code, stderr } = await cluster.run(cluster.machine('worker1'), words);
    expect(code, stderr).equal(0);
    expect(stderr).include('warning: ').and.include('is not compared with a pinned hash');
  });

  it('leaves out what --skip-phases names', async () => {
    const machine = cluster.machine('worker1', { cpus: 1, files: { '/etc/kubernetes/pki/ca.crt': '' } });
    const { code, stderr } = await cluster.join(machine, '--skip-phases', 'preflight,kubelet-wait-bootstrap');
    expect(stderr).match(/\[preflight\] skipped: asked to skip it/);
    // an empty file is no authority: without preflight the phase itself finds out
    expect(code).equal(1);
    const good = cluster.machine('worker1');
    expect((await cluster.join(good, '--skip-phases', 'preflight,kubelet-wait-bootstrap')).code).equal(0);
    expect(good.paths()).include('/etc/kubernetes/bootstrap-kubelet.conf');
    const wrong = await cluster.join(good, '--skip-phases', 'etcdjoin');
    expect(wrong.stderr).include('invalid phase name: etcdjoin').and.include('did you mean "etcd-join"?');
  });

  describe('with --config', () => {
    const CONTROL_PLANE = (certificateKey: unknown): string =>
      `controlPlane:\n  certificateKey: ${String(certificateKey)}\n  localAPIEndpoint: {advertiseAddress: 192.0.2.33, bindPort: 7443}\n`;

    it('makes a worker by a JoinConfiguration', async () => {
      const more = 'nodeRegistration:\n  name: named\n  taints: [{key: a, effect: NoSchedule}]\n';
      const machine = cluster.machine('worker1', { files: { '/c.yaml': joinConfiguration(cluster, more) } });
      const { code, stdout, stderr } = await cluster.run(machine, ['join', '--config', '/c.yaml']);
      expect(code, stderr).equal(0);
      expect(stdout).include('now a node of the cluster: named');
      expect(content(machine, '/var/lib/kubelet/kubeadm-flags.env')).include('--register-with-taints=a:NoSchedule');
    });

    it('makes a control plane by a JoinConfiguration', async () => {
      const more = CONTROL_PLANE(cluster.result['certificateKey']);
      const machine = controlPlane({ files: { '/c.yaml': joinConfiguration(cluster, more) } });
      const { code, stderr } = await cluster.run(machine, ['join', '--config', '/c.yaml']);
      expect(code, stderr).equal(0);
      expect(content(machine, API_SERVER)).include('--advertise-address=192.0.2.33').and.include('--secure-port=7443');
      expect(cluster.voters).deep.equal(['cp1', 'cp2']);
    });

    it('takes dryRun and skipPhases of the file', async () => {
      const more = 'dryRun: true\nskipPhases: [kubelet-start, kubelet-wait-bootstrap]\n';
      const machine = cluster.machine('worker1', { files: { '/c.yaml': joinConfiguration(cluster, more) } });
      const { code, stdout, stderr } = await cluster.run(machine, ['join', '--config', '/c.yaml']);
      expect(code, stderr).equal(0);
      expect(stderr).include('[kubelet-start] skipped: asked to skip it');
      expect(stdout).equal('');
      expect(machine.changes).deep.equal([]);
    });
  });

  describe('with --output json', () => {
    it('writes one object a line, the result last, and no secret', async () => {
      for (const [machine, flags] of [
        [cluster.machine('worker1'), []],
        [controlPlane(), cluster.controlPlaneFlags],
      ] as const) {
        const { code, stdout, stderr } = await cluster.join(machine, ...flags, '-o', 'json');
        expect(code, stderr).equal(0);
        expect(stderr).equal('');
        const lines = events(stdout);
        const worker = flags.length === 0;
        expect(lines.at(-1)).deep.equal({
          type: 'result',
          command: 'join',
          dryRun: false,
          node: worker ? 'worker1' : 'cp2',
          controlPlane: !worker,
          apiServer: `https://${cluster.endpoint}`,
          ...(worker ? {} : { adminKubeconfig: '/etc/kubernetes/admin.conf' }),
        });
        expect(lines.filter(({ type }) => type === 'phase-skipped')).lengthOf(worker ? 8 : 0);
        expect(stdout).not.include('PRIVATE KEY').and.not.include(cluster.token.slice(7));
      }
    });

    it('tells of a dry run what a run would lead to', async () => {
      const { stdout } = await cluster.join(cluster.machine('worker1'), '--dry-run', '-o', 'json');
      expect(events(stdout).at(-1)).include({ type: 'result', dryRun: true, node: 'worker1', controlPlane: false });
    });
  });
});

describe('kubeadm-ts join with an external etcd', () => {
  it('makes a control plane that uses it, and adds no member anywhere', async () => {
    const cluster = await SimulatedCluster.start({ externalEtcd: true });
    try {
      const machine = cluster.machine('cp2', { address: '192.0.2.11' });
      const { code, stdout, stderr } = await cluster.join(machine, ...cluster.controlPlaneFlags);
      expect(code, stderr).equal(0);
      expect(stdout).not.include('etcd');
      expect(content(machine, API_SERVER)).include('--etcd-servers=https://etcd.example.com:2379');
      expect(machine.paths()).include('/etc/etcd/client.key').and.not.include(ETCD);
      expect(machine.changes.filter(({ kind }) => kind.includes('etcd'))).deep.equal([]);
    } finally {
      await cluster.close();
    }
  });
});

describe('kubeadm-ts join --dry-run', () => {
  let cluster: SimulatedCluster;
  before(async () => {
    cluster = await SimulatedCluster.start();
  });
  after(() => cluster?.close());

  /** A dry run that must leave everything as it was. */
  async function planned(machine: SimulatedMachine, ...flags: readonly string[]) {
    const before = cluster.server.store.resourceVersion;
    const outcome = await cluster.join(machine, '--dry-run', ...flags);
    expect(outcome.code, outcome.stderr).equal(0);
    expect(machine.changes).deep.equal([]);
    expect(cluster.server.store.resourceVersion).equal(before);
    expect(cluster.voters).deep.equal(['cp1']);
    expect(outcome.stdout)
      .not.match(/PRIVATE KEY|client-key-data/)
      .and.not.include(cluster.token.slice(7));
    return outcome;
  }

  it('finds the cluster for real, and shows all that a worker would get', async () => {
    const { stdout, stderr } = await planned(cluster.machine('worker1'));
    expect(stdout).include('would write /etc/kubernetes/bootstrap-kubelet.conf (0600): content is secret\n');
    expect(stdout).include('would write /etc/kubernetes/pki/ca.crt (0644):\n\t-----BEGIN CERTIFICATE');
    expect(stdout).include('would write /var/lib/kubelet/config.yaml (0644):\n\tapiVersion: kubelet.config.k8s.io');
    expect(stdout).include('would restart the service kubelet\n');
    expect(stderr).match(
      /\[dry-run\] nothing was changed; without --dry-run, this machine becomes the node worker1 of/,
    );
  });

  it('shows all that a control plane would get, the membership of etcd too', async () => {
    const { stdout } = await planned(cluster.machine('cp2', { address: '192.0.2.11' }), ...cluster.controlPlaneFlags);
    for (const line of [
      'would pull the image registry.k8s.io/kube-apiserver:v1.36.2\n',
      'would write /etc/kubernetes/pki/ca.key (0600): content is secret\n',
      'would write /etc/kubernetes/manifests/etcd.yaml (0600):\n\tapiVersion: v1\n',
      'would add the etcd member https://192.0.2.11:2380 as a learner\n',
      'would promote the etcd member cp2 (planned-1): it votes from then on\n',
      'would patch Node cp2:\n',
    ])
      expect(stdout).include(`[dry-run] ${line}`);
  });

  it('does not fail for want of etcd credentials that it would write itself', async () => {
    const admin = { content: content(cluster.first, '/etc/kubernetes/admin.conf'), mode: 0o600 };
    const files = { '/etc/kubernetes/admin.conf': admin };
    const machine = cluster.machine('cp2', { address: '192.0.2.11', files });
    const { stdout } = await planned(machine, ...cluster.controlPlaneFlags);
    expect(stdout).include('would add the etcd member https://192.0.2.11:2380 as a learner');
  });

  it('fails as a run would', async () => {
    const machine = cluster.machine('cp2');
    const { code, stderr } = await cluster.join(
      machine,
      '--dry-run',
      '--control-plane',
      '--certificate-key',
      'a'.repeat(64),
    );
    expect(code).equal(1);
    expect(stderr).include('does not open the uploaded certificates');
    expect(machine.changes).deep.equal([]);
  });
});
