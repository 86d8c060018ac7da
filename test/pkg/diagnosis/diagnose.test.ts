import { expect } from 'chai';
import { describeDiagnosis, notHealthyError } from '../../../pkg/diagnosis/describe-diagnosis.ts';
import { diagnose } from '../../../pkg/diagnosis/diagnose.ts';
import type { Diagnosis, DiagnosisRequest } from '../../../pkg/diagnosis/diagnosis.ts';
import type { Subject } from '../../../pkg/diagnosis/known-problem.ts';
import type { HostView } from '../../../pkg/host/host.ts';
import { criLog, exampleContainer } from '../../support/example-container.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const SOCKET = 'unix:///run/containerd/containerd.sock';
const COMPONENTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

const MANIFESTS = Object.fromEntries(
  COMPONENTS.map((name) => [
    `/etc/kubernetes/manifests/${name}.yaml`,
    `spec:\n  containers:\n  - image: registry.k8s.io/${name}:v1.36.2\n    name: ${name}\n`,
  ]),
);

const REFUSED =
  'W0102 03:04:05.000000       1 logging.go:55] [core] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379"}. ' +
  'Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"';

function machine(options: MachineOptions): SimulatedMachine {
  return new SimulatedMachine({ ...options, files: { ...MANIFESTS, ...options.files } });
}

function request(parts: Partial<DiagnosisRequest> = {}): DiagnosisRequest {
  return {
    criSocket: SOCKET,
    components: COMPONENTS,
    healthy: new Set<Subject>(['kubelet']),
    reasons: new Map(),
    sourceTimeoutMs: 200,
    ...parts,
  };
}

function reportOf({ reports }: Diagnosis, subject: Subject) {
  const report = reports.find((each) => each.subject === subject);
  if (report === undefined) throw new Error(`no report of ${subject}`);
  return report;
}

describe('diagnose', () => {
  it("begins with etcd's failure and calls the API server's a consequence", async () => {
    const view = machine({
      containers: [
        exampleContainer('etcd', { state: 'exited', exitCode: 1, restartCount: 3 }),
        exampleContainer('kube-apiserver', { restartCount: 1 }),
      ],
      files: {
        '/var/log/pods/etcd/0.log': criLog(
          '{"level":"info","msg":"starting an etcd server"}',
          '{"level":"fatal","msg":"discovery failed","error":"listen tcp 192.0.2.10:2380: bind: address already in use","stacktrace":"x"}',
        ),
        '/var/log/pods/kube-apiserver/0.log': criLog(REFUSED, REFUSED),
      },
    });
    const diagnosis = await diagnose(view, request());
    expect(diagnosis.root?.subject).to.equal('etcd');
    expect(diagnosis.root?.failures).to.equal(4);
    expect(diagnosis.root?.verdict).to.equal(
      'has ended (exit code 1, restarted 3 times): port 2380 on 192.0.2.10 is taken by another process',
    );
    expect(diagnosis.root?.evidence).to.deep.equal([
      'FATAL discovery failed: listen tcp 192.0.2.10:2380: bind: address already in use',
    ]);
    expect(reportOf(diagnosis, 'kube-apiserver').finding?.waitsFor).to.equal('etcd');
    expect(describeDiagnosis(diagnosis)).to.match(
      /^etcd has ended[^]*ss -ltnp[^]*kube-apiserver runs[^]*look at etcd first[^]*kubelet: no trouble seen$/,
    );
  });

  it('blames the API server when its certificate is what etcd refuses', async () => {
    const view = machine({
      containers: [exampleContainer('etcd'), exampleContainer('kube-apiserver')],
      files: {
        '/var/log/pods/kube-apiserver/0.log': criLog(
          'W0102 1 logging.go:55] desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
          'F0102 03:04:25.000000       1 instance.go:233] Error creating leases: error creating storage factory: context deadline exceeded',
        ),
      },
    });
    const diagnosis = await diagnose(view, request({ components: ['etcd', 'kube-apiserver'] }));
    expect(reportOf(diagnosis, 'etcd').healthy).to.equal(true);
    expect(diagnosis.root?.finding?.id).to.equal('certificate-unknown-authority');
  });

  it('passes on the last words of a process when nobody knows the trouble', async () => {
    const view = machine({
      containers: [exampleContainer('kube-apiserver', { state: 'exited', exitCode: 1 })],
      files: {
        '/var/log/pods/kube-apiserver/0.log': criLog(
          'E0102 03:04:05.000000 1 run.go:72] "command failed" err="something new"',
        ),
      },
    });
    const diagnosis = await diagnose(view, request({ components: ['kube-apiserver'] }));
    expect(diagnosis.root?.verdict).to.equal('has ended (exit code 1): "command failed" err="something new"');
  });

  it('says when the kernel killed a container for its memory', async () => {
    const view = machine({
      containers: [exampleContainer('kube-apiserver', { state: 'exited', exitCode: 137, reason: 'OOMKilled' })],
    });
    const diagnosis = await diagnose(view, request({ components: ['kube-apiserver'] }));
    expect(diagnosis.root?.finding?.id).to.equal('out-of-memory');
  });

  it('says that a container was killed when the runtime does not tell by whom', async () => {
    const view = machine({
      containers: [exampleContainer('kube-apiserver', { state: 'exited', exitCode: 137, reason: 'Error' })],
    });
    const diagnosis = await diagnose(view, request({ components: ['kube-apiserver'] }));
    expect(diagnosis.root?.finding?.id).to.equal('killed');
  });

  it('reads the log of the container before, when the newest one has said nothing yet', async () => {
    const view = machine({
      containers: [
        exampleContainer('kube-scheduler', { id: 'b', restartCount: 1, logPath: '/var/log/pods/s/1.log' }),
        exampleContainer('kube-scheduler', { id: 'a', state: 'exited', exitCode: 1, logPath: '/var/log/pods/s/0.log' }),
      ],
      files: { '/var/log/pods/s/0.log': criLog('Error: unknown flag: --bogus') },
    });
    const diagnosis = await diagnose(view, request({ components: ['kube-scheduler'] }));
    expect(diagnosis.root?.finding?.id).to.equal('unknown-flag');
    expect(diagnosis.root?.verdict).to.match(/^runs, restarted once, but is not healthy/);
  });

  it("takes what the kubelet's journal says of a Pod without a container", async () => {
    const line =
      'E0102 03:04:05.000000 712 pod_workers.go:1324] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"etcd-cp1\\": ' +
      'failed to create shim task: OCI runtime create failed: can\'t get final child\'s PID from pipe: EOF" pod="kube-system/etcd-cp1"';
    const view = machine({
      commands: { journalctl: `${line}\n${line.replaceAll('etcd-cp1', 'coredns-x')}\n${line}\n` },
    });
    const diagnosis = await diagnose(view, request({ components: ['etcd'] }));
    expect(diagnosis.root?.finding?.id).to.equal('oom-score-refused');
    expect(diagnosis.root?.failures).to.equal(2);
  });

  it('names an image that is not there yet', async () => {
    const diagnosis = await diagnose(machine({}), request({ components: ['etcd'] }));
    expect(diagnosis.root?.verdict).to.equal(
      'has no container: its image registry.k8s.io/etcd:v1.36.2 is not on this machine yet',
    );
    expect(diagnosis.root?.finding?.persistence).to.equal('passing');
  });

  it('names a manifest that is missing', async () => {
    const diagnosis = await diagnose(new SimulatedMachine(), request({ components: ['kube-scheduler'] }));
    expect(diagnosis.root?.finding?.hint).to.contain('kubeadm-ts init phase control-plane scheduler');
  });

  it('does not take a container of another namespace for its own', async () => {
    const other = exampleContainer('etcd', { podNamespace: 'shop', state: 'exited', exitCode: 1 });
    const diagnosis = await diagnose(machine({ containers: [other] }), request({ components: ['etcd'] }));
    expect(diagnosis.root?.finding?.id).to.equal('image-missing');
  });

  describe('of the kubelet', () => {
    const unhealthy = {
      healthy: new Set<Subject>(),
      reasons: new Map<Subject, string>([['kubelet', 'connect ECONNREFUSED 127.0.0.1:10248']]),
    };
    const state = (word: string, journal = ''): MachineOptions => ({
      commands: {
        'systemctl is-active kubelet.service': { code: 3, stdout: `${word}\n`, stderr: '' },
        journalctl: journal,
      },
    });

    it('names swap from its journal, and lets the components wait for it', async () => {
      const line =
        'E0102 03:04:05.000000 712 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap"';
      const diagnosis = await diagnose(machine(state('activating', `${line}\n${line}\n`)), request(unhealthy));
      expect(diagnosis.root?.subject).to.equal('kubelet');
      expect(diagnosis.root?.verdict).to.equal(
        'keeps ending and being started again: swap is on, and the kubelet is configured to refuse that',
      );
      expect(diagnosis.root?.failures).to.equal(2);
      expect(reportOf(diagnosis, 'etcd').finding?.waitsFor).to.equal('kubelet');
    });

    it('says that nobody has started it', async () => {
      const diagnosis = await diagnose(machine(state('inactive')), request({ ...unhealthy, components: [] }));
      expect(diagnosis.root?.verdict).to.equal('is not running: nobody has started it');
    });

    it('says that it is not installed', async () => {
      const view = machine({ programs: { kubelet: false } });
      const diagnosis = await diagnose(view, request({ ...unhealthy, components: [] }));
      expect(diagnosis.root?.finding?.id).to.equal('kubelet-not-installed');
    });

    it('falls back to log files, without the lines of another time or another program', async () => {
      const old = 'E0101 03:04:05.000000 712 run.go:72] "command failed" err="running with swap on is not supported"';
      const now = 'E0102 23:59:59.000000 712 run.go:72] "command failed" err="unknown flag: --bogus"';
      const view = machine({
        ...state('failed'),
        files: {
          '/var/log/syslog': `Jan  1 03:04:05 cp1 kubelet[712]: ${old}\nJan  2 03:04:06 cp1 cron[1]: running with swap on is not supported\nJan  2 23:59:59 cp1 kubelet[712]: ${now}\n`,
        },
      });
      const diagnosis = await diagnose(
        view,
        request({ ...unhealthy, components: [], since: new Date(2026, 0, 2, 3, 0, 0) }),
      );
      expect(diagnosis.root?.finding?.id).to.equal('unknown-flag');
      expect(diagnosis.root?.evidence).to.deep.equal(['E 23:59:59 "command failed" err="unknown flag: --bogus"']);
    });

    it('asks the journal only for what is of this run', async () => {
      const asked: (readonly string[])[] = [];
      const view = machine({ commands: { journalctl: (command) => (asked.push(command), '') } });
      await diagnose(view, request({ ...unhealthy, components: [], since: new Date(1_767_323_045_000) }));
      expect(asked[0]).to.include.members(['--since', '@1767323045']);
    });

    it('uses the words of the last look when nothing else is known', async () => {
      const view = machine({ commands: { 'systemctl is-active kubelet.service': 'active\n' } });
      const diagnosis = await diagnose(view, request({ ...unhealthy, components: [] }));
      expect(diagnosis.root?.verdict).to.equal('runs, but is not healthy: connect ECONNREFUSED 127.0.0.1:10248');
    });
  });

  it('ends in time, and without an error, when every source hangs or fails', async () => {
    const forever = new Promise<never>(() => undefined);
    const base = machine({});
    const view: HostView = Object.assign(Object.create(base) as HostView, {
      query: () => forever,
      readFile: async () => Promise.reject(new Error('I/O error')),
      runtime: () => ({
        ...base.runtime(SOCKET),
        listContainers: () => forever,
        listSandboxes: () => forever,
        imageId: () => forever,
      }),
    });
    const diagnosis = await diagnose(view, request({ healthy: new Set(), sourceTimeoutMs: 10 }));
    expect(diagnosis.reports).to.have.lengthOf(5);
    expect(diagnosis.root).to.not.equal(undefined);
  });

  it('says that the runtime does not answer', async () => {
    const view = machine({
      runtime: {
        listContainers: async () => Promise.reject(new Error('connect ENOENT /run/containerd/containerd.sock')),
      },
    });
    const diagnosis = await diagnose(view, request({ components: ['etcd'] }));
    expect(diagnosis.root?.verdict).to.contain(
      'the container runtime does not answer (connect ENOENT /run/containerd/containerd.sock)',
    );
  });

  it('makes an error whose hint is what to do about the root, and where to see more', async () => {
    const view = machine({
      containers: [exampleContainer('kube-apiserver', { state: 'exited', exitCode: 1 })],
      files: { '/var/log/pods/kube-apiserver/0.log': criLog('Error: unknown flag: --bogus') },
    });
    const error = notHealthyError(
      'it did not come up',
      await diagnose(view, request({ components: ['kube-apiserver'] })),
      SOCKET,
    );
    expect(error.code).to.equal('control-plane-not-healthy');
    expect(error.message.split('\n')[0]).to.equal(
      'it did not come up: kube-apiserver: it does not know the flag --bogus',
    );
    expect(error.hint).to.match(
      /^take --bogus out of apiServer\.extraArgs.*crictl --runtime-endpoint unix:\/\/\/run\/containerd\/containerd\.sock ps -a/,
    );
  });
});
