import { expect } from 'chai';
import { controlPlaneImages } from '../../../pkg/config/images.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { CommandResult } from '../../../pkg/host/host.ts';
import { interruptedRunFile } from '../../../phases/interrupted-run.ts';
import { joinPreflightPhase } from '../../../phases/preflight/join-preflight.ts';
import { preflightPhase } from '../../../phases/preflight/preflight.ts';
import { adminConf } from '../../support/answering-machine.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { exampleCluster, testJoinContext, type TestJoinContextOptions } from '../../support/join-context.ts';
import { sharedFiles, uploadedSecret } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const IMAGES = controlPlaneImages(exampleConfig().cluster);
const BROKEN: MachineOptions = {
  files: { '/etc/kubernetes/kubelet.conf': adminConf(), '/proc/sys/net/ipv4/ip_forward': '0\n' },
  ports: { 10250: 'EADDRINUSE' },
  programs: { cp: false },
};
const BROKEN_NAMES = [
  'FileAvailable--etc-kubernetes-kubelet.conf',
  'FileExisting-cp',
  'Port-10250',
  'FileContent--proc-sys-net-ipv4-ip_forward',
];
const controlPlane = exampleControlPlaneJoin();
const UPLOAD = uploadedSecret(sharedFiles(), controlPlane.controlPlane?.certificateKey ?? '');

async function preflight(machine: MachineOptions | SimulatedMachine, options: TestJoinContextOptions = {}) {
  const host =
    machine instanceof Object && 'changes' in machine
      ? machine
      : new SimulatedMachine({ objects: [UPLOAD], ...machine });
  const context = testJoinContext(host, options);
  const error: unknown = await joinPreflightPhase.run(context).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined) expect(error).to.be.instanceOf(KubeadmError);
  return { host, context, error: error as KubeadmError | undefined };
}

/** Names of the checks that an error lists. */
function failures(error: KubeadmError | undefined): readonly string[] {
  return [...(error?.message ?? '').matchAll(/^\t\[ERROR ([^\]]+)\]: /gm)].map(([, name = '']) => name);
}

describe('the preflight phase of join', () => {
  it('passes on a healthy machine without a word of warning, as a worker and as a control plane', async () => {
    for (const config of [exampleJoin(), controlPlane]) {
      const { host, context, error } = await preflight({ images: IMAGES }, { config });
      expect(error).to.equal(undefined);
      expect(context.warnings).to.deep.equal([]);
      expect(host.changes).to.deep.equal([]);
    }
  });

  it('tells everything that is wrong at once, in order, each with its fix', async () => {
    const { error } = await preflight(BROKEN);
    expect(error?.code).to.equal('preflight-failed');
    expect(failures(error)).to.deep.equal(BROKEN_NAMES);
    expect(error?.message.match(/^\t\tfix: /gm)).to.have.length(BROKEN_NAMES.length);
    expect(error?.hint).to.contain('kubeadm-ts reset');
  });

  it('does not look for the cluster while the user is not root', async () => {
    const { context, error } = await preflight({ ...BROKEN, uid: 1000 });
    expect(failures(error)).to.deep.equal(['IsPrivilegedUser']);
    expect(context.asked()).to.equal(0);
  });

  it('tells what is wrong with the machine before what is wrong with the cluster', async () => {
    const cluster = () => Promise.reject(new KubeadmError('cluster-unreachable', 'nobody answers'));
    expect(failures((await preflight(BROKEN, { cluster })).error)).to.deep.equal(BROKEN_NAMES);
    expect((await preflight({}, { cluster })).error?.code).to.equal('cluster-unreachable');
  });

  it('looks at the machine while the cluster is being found', async () => {
    let version: (answer: string) => void = () => undefined;
    const kubelet = new Promise<CommandResult>((resolve) => {
      version = (stdout) => resolve({ code: 0, stdout, stderr: '' });
    });
    const machine = new SimulatedMachine();
    const query = machine.query.bind(machine);
    Object.assign(machine, {
      query: (command: readonly string[]) => (command[0] === 'kubelet' ? kubelet : query(command)),
    });
    const cluster = async () => {
      // the kubelet answers only once the search has begun: one after the other would wait for ever
      version('Kubernetes v1.36.2\n');
      return exampleCluster(exampleJoin());
    };
    expect((await preflight(machine, { cluster })).error).to.equal(undefined);
  });

  it('asks slow programs once, whichever checks want to know', async () => {
    const asked: string[] = [];
    const machine = new SimulatedMachine({ images: IMAGES });
    const query = machine.query.bind(machine);
    Object.assign(machine, {
      query: (command: readonly string[]) => {
        asked.push(command.join(' '));
        return query(command);
      },
    });
    await preflight(machine, { config: controlPlane });
    expect(asked).to.include('kubelet --version');
    expect(new Set(asked).size).to.equal(asked.length);
  });

  it('turns the errors of named checks into warnings, whatever the case', async () => {
    const ignorePreflightErrors = BROKEN_NAMES.map((name) => name.toUpperCase());
    const { context, error } = await preflight(BROKEN, {
      config: exampleJoin({ nodeRegistration: { ignorePreflightErrors } }),
    });
    expect(error).to.equal(undefined);
    expect(context.warnings.map((line) => /^\[WARNING ([^\]]+)/.exec(line)?.[1])).to.deep.equal(BROKEN_NAMES);
  });

  it('ignores every check by the name all', async () => {
    const config = exampleJoin({ nodeRegistration: { ignorePreflightErrors: ['all'] } });
    const { context, error } = await preflight({ ...BROKEN, uid: 1000 }, { config });
    expect(error).to.equal(undefined);
    expect(context.warnings).to.have.length(BROKEN_NAMES.length + 1);
  });

  it('says whom a taken port belongs to, and what a leftover kubelet.conf means', async () => {
    const { error } = await preflight({
      ...BROKEN,
      commands: { ss: 'LISTEN 0 4096 *:10250 *:* users:(("kubelet",pid=812,fd=3))\n' },
    });
    expect(error?.message).to.contain('port 10250, which kubelet needs, is in use by kubelet (pid 812)');
    expect(error?.message).to.contain('this machine is, or was, a node of https://192.0.2.10:6443');
  });

  it('warns of a disk that is full', async () => {
    const row = '/dev/vda1 60000000 60000000 0 100% /\n';
    const { context } = await preflight({ commands: { df: `Filesystem\n${row}${row}` } });
    expect(context.warnings.join('\n')).to.match(/\[WARNING DiskSpace\]: the disk of \/var\/lib is almost full: 0 MiB/);
  });

  const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker1' }, ...ready };

  it('refuses the name of a working Node, but not where the Node may be that of the interrupted run', async () => {
    const { host, error } = await preflight({ objects: [node] });
    expect(error?.code).to.equal('node-name-taken');
    expect(host.changes).to.deep.equal([]);
    const files = { [interruptedRunFile('join')]: '{}\n', '/etc/kubernetes/kubelet.conf': '' };
    expect((await preflight({ objects: [node], files })).error).to.equal(undefined);
  });

  it('refuses patches that cannot be read', async () => {
    const { error } = await preflight({}, { config: exampleJoin({ patchesDirectory: '/patches' }) });
    expect(error?.code).to.equal('patches-directory-missing');
  });

  describe('as a control plane', () => {
    it('tries to open the uploaded certificates before any image is pulled', async () => {
      const gone = await preflight({ objects: [] }, { config: controlPlane });
      expect(gone.error?.code).to.equal('certificates-expired');
      expect(gone.host.changes).to.deep.equal([]);
      const wrong = await preflight(
        { objects: [uploadedSecret(sharedFiles(), 'a'.repeat(64))] },
        { config: controlPlane },
      );
      expect(wrong.error?.code).to.equal('certificate-key-wrong');
      expect(wrong.host.changes).to.deep.equal([]);
    });

    it('tells everything that is wrong in the light of the cluster at once, before any image is pulled', async () => {
      const { host, error } = await preflight(
        { cpus: 1, ports: { 2379: 'EADDRINUSE' }, files: { '/var/lib/etcd/member/wal': 'x' } },
        { config: controlPlane },
      );
      expect(failures(error)).to.deep.equal(['NumCPU', 'Port-2379', 'DirAvailable--var-lib-etcd']);
      expect(host.changes).to.deep.equal([]);
    });

    it('asks first whether the cluster takes another one', async () => {
      const cluster = exampleCluster(controlPlane, { cluster: { controlPlaneEndpoint: '' } });
      const { error } = await preflight({ cpus: 1 }, { config: controlPlane, cluster });
      expect(error?.code).to.equal('control-plane-not-ready-to-join');
    });

    it("pulls the cluster's own images; a worker pulls none", async () => {
      const other = { cluster: { kubernetesVersion: 'v1.35.4', imageRepository: 'mirror.example.com' } };
      const cluster = exampleCluster(controlPlane, other);
      const { host, context, error } = await preflight({}, { config: controlPlane, cluster });
      expect(error, error?.message).to.equal(undefined);
      expect(host.changes.map((change) => ('image' in change ? change.image : ''))).to.include.members([
        'mirror.example.com/kube-apiserver:v1.35.4',
        'mirror.example.com/kube-proxy:v1.35.4',
      ]);
      expect(context.notes.join()).to.match(/0 of 7 images are present; pulling 7/);
      expect((await preflight({})).host.changes).to.deep.equal([]);
    });

    it('names an image that could not be pulled; it is not the joining machine that chooses the repository', async () => {
      const onChange = () => {
        throw new Error('no space left on device');
      };
      const { error } = await preflight({ images: IMAGES.slice(1), onChange }, { config: controlPlane });
      expect(error?.message).to.contain(`[ERROR ImagePull]: ${IMAGES[0]}: no space left on device`);
      expect(error?.message).not.to.contain('--image-repository');
    });
  });

  describe('continuing an interrupted join', () => {
    const mark = { [interruptedRunFile('join')]: '{"startedAt":"2026-01-02T03:04:05.678Z","command":["join"]}\n' };
    const left = Object.fromEntries(
      [
        '/etc/kubernetes/kubelet.conf',
        '/etc/kubernetes/bootstrap-kubelet.conf',
        '/etc/kubernetes/pki/ca.crt',
        ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map(
          (each) => `/etc/kubernetes/manifests/${each}.yaml`,
        ),
        '/var/lib/etcd/member/wal/0.wal',
      ].map((path) => [path, 'left']),
    );
    const ports = Object.fromEntries([6443, 10257, 10259, 10250, 2379, 2380].map((port) => [port, 'EADDRINUSE']));
    const commands = { 'systemctl is-active kubelet.service': 'active\n' };

    it('accepts what that run left, as a worker and as a control plane, and says so', async () => {
      const files = { ...left, ...mark };
      const worker = await preflight({ files, ports, commands });
      expect(worker.error).to.equal(undefined);
      expect(worker.context.notes).to.deep.equal([
        'continuing an interrupted join: /etc/kubernetes/kubelet.conf is there, ' +
          '/etc/kubernetes/bootstrap-kubelet.conf is there, port 10250 is held by kubelet, /etc/kubernetes/pki/ca.crt is there',
      ]);
      const other = await preflight({ files, ports, commands, images: IMAGES }, { config: controlPlane });
      expect(other.error).to.equal(undefined);
      expect(other.context.notes.join('\n')).to.match(
        /port 6443 is held by kube-apiserver, .*\/var\/lib\/etcd has data/,
      );
    });

    it('refuses ports of strangers: no kubelet, no manifest', async () => {
      const { error } = await preflight({ files: mark, ports: { 10250: 'EADDRINUSE' } });
      expect(failures(error)).to.deep.equal(['Port-10250']);
      const other = await preflight({ files: mark, ports, commands }, { config: controlPlane });
      expect(failures(other.error)).to.deep.equal(['Port-6443', 'Port-10259', 'Port-10257', 'Port-2379', 'Port-2380']);
    });

    it('refuses a node that joined and finished: the mark is gone', async () => {
      const { error } = await preflight({ files: left, ports, commands });
      expect(failures(error)).to.include.members(['FileAvailable--etc-kubernetes-kubelet.conf', 'Port-10250']);
    });

    it('is not what follows an interrupted init, nor the other way round', async () => {
      const initMark = { [interruptedRunFile('init')]: '{"startedAt":"2026-01-02T03:04:05.678Z"}\n' };
      const { error, context } = await preflight({ files: { ...left, ...initMark }, ports, commands });
      expect(failures(error)).to.deep.equal(['InterruptedRun']);
      expect(error?.message).to.match(/`kubeadm-ts init` \(begun 2026-01-02 03:04:05 UTC\) did not come to its end/);
      expect(error?.message).to.match(/fix: finish it with the same `kubeadm-ts init` command, or .*kubeadm-ts reset/);
      expect(error?.hint).not.to.contain('--ignore-preflight-errors');
      expect(context.asked()).to.equal(0);

      const init = await failureOf(
        preflightPhase.run(testContext(new SimulatedMachine({ files: { ...left, ...mark }, ports, commands }))),
      );
      expect(failures(init)).to.deep.equal(['InterruptedRun']);
      expect(init.message).to.contain('a `kubeadm-ts join` (begun');
    });
  });
});
