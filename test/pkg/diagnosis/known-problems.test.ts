import { expect } from 'chai';
import { recognise, type KnownProblem, type Subject } from '../../../pkg/diagnosis/known-problem.ts';
import { isFatalLine } from '../../../pkg/diagnosis/log-lines.ts';
import { ARGUMENT_PROBLEMS } from '../../../pkg/diagnosis/problems/argument-problems.ts';
import { CERTIFICATE_PROBLEMS } from '../../../pkg/diagnosis/problems/certificate-problems.ts';
import {
  API_CLIENT_DEPENDENCIES,
  API_SERVER_DEPENDENCIES,
} from '../../../pkg/diagnosis/problems/dependency-problems.ts';
import { ETCD_PROBLEMS } from '../../../pkg/diagnosis/problems/etcd-problems.ts';
import { FILE_PROBLEMS } from '../../../pkg/diagnosis/problems/file-problems.ts';
import { IMAGE_PROBLEMS } from '../../../pkg/diagnosis/problems/image-problems.ts';
import { KUBELET_PROBLEMS } from '../../../pkg/diagnosis/problems/kubelet-problems.ts';
import { RUNTIME_PROBLEMS } from '../../../pkg/diagnosis/problems/runtime-problems.ts';

interface Case {
  readonly id: string;
  readonly line: string;
  /** Part of the problem or the hint. */
  readonly says: string;
  readonly subject?: Subject;
}

/** A klog error line of a process that gives up. */
const failed = (error: string): string => `E0102 03:04:05.000000     712 run.go:72] "command failed" err="${error}"`;
/** The kubelet on a Pod that it cannot start. */
const pod = (error: string): string =>
  `E0102 03:04:05.000000     712 pod_workers.go:1324] "Error syncing pod, skipping" err="${error}" pod="kube-system/etcd-cp1" podUID="0a1b"`;

const GROUPS: readonly {
  readonly name: string;
  readonly table: readonly KnownProblem[];
  readonly cases: readonly Case[];
}[] = [
  {
    name: 'arguments',
    table: ARGUMENT_PROBLEMS,
    cases: [
      { id: 'unknown-flag', line: 'Error: unknown flag: --bogus', says: 'apiServer.extraArgs' },
      {
        id: 'unknown-flag',
        line: failed('failed to parse kubelet flag: unknown flag: --bogus'),
        says: 'nodeRegistration.kubeletExtraArgs',
        subject: 'kubelet',
      },
      { id: 'unknown-flag', line: "Error: unknown shorthand flag: 'x' in -xy", says: '-xy' },
      {
        id: 'unknown-flag',
        line: 'flag provided but not defined: -bogus',
        says: 'etcd.local.extraArgs',
        subject: 'etcd',
      },
      {
        id: 'bad-flag-value',
        line: 'Error: invalid argument "ten" for "--max-requests-inflight" flag: strconv.ParseInt: parsing "ten": invalid syntax',
        says: 'the value "ten" does not suit the flag --max-requests-inflight',
      },
      {
        id: 'bad-flag-value',
        line: 'invalid value "soon" for flag -heartbeat-interval: parse error',
        says: '-heartbeat-interval',
        subject: 'etcd',
      },
      { id: 'unknown-feature-gate', line: failed('unrecognized feature gate: OldThing'), says: 'OldThing' },
      {
        id: 'locked-feature-gate',
        line: failed('cannot set feature gate NodeSwap to false, feature is locked to true'),
        says: 'fixed at true',
      },
      {
        id: 'service-range-too-large',
        line: failed(
          'specified --service-cluster-ip-range is too large; for 128-bit addresses, the mask must be >= 108',
        ),
        says: 'serviceSubnet',
      },
    ],
  },
  {
    name: 'files, disks and ports',
    table: FILE_PROBLEMS,
    cases: [
      {
        id: 'port-taken',
        line: failed(
          'failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use',
        ),
        says: "ss -ltnp 'sport = :6443'",
      },
      {
        id: 'port-taken',
        line: 'FATAL discovery failed: listen tcp [::1]:2379: bind: address already in use',
        says: 'port 2379 on [::1]',
        subject: 'etcd',
      },
      {
        id: 'address-not-here',
        line: 'FATAL discovery failed: listen tcp 192.0.2.99:2380: bind: cannot assign requested address',
        says: '192.0.2.99:2380',
        subject: 'etcd',
      },
      {
        id: 'port-forbidden',
        line: failed(
          'failed to create listener: failed to listen on 0.0.0.0:443: listen tcp 0.0.0.0:443: bind: permission denied',
        ),
        says: 'port 443',
      },
      {
        id: 'disk-full',
        line: 'FATAL failed to save hard state and entries: write /var/lib/etcd/member/wal/0.tmp: no space left on device',
        says: 'df -h',
        subject: 'etcd',
      },
      {
        id: 'read-only',
        line: failed('open /var/log/kubernetes/audit.log: read-only file system'),
        says: 'readOnly: false in apiServer.extraVolumes',
      },
      {
        id: 'file-missing',
        line: failed(
          'loading audit policy file: failed to read file path \\"/etc/kubernetes/audit.yaml\\": open /etc/kubernetes/audit.yaml: no such file or directory',
        ),
        says: 'apiServer.extraVolumes',
      },
      {
        id: 'file-missing',
        line: failed(
          'error opening encryption provider configuration file \\"/etc/kubernetes/enc.yaml\\": open /etc/kubernetes/enc.yaml: no such file or directory',
        ),
        says: '/etc/kubernetes/enc.yaml',
      },
      {
        id: 'file-forbidden',
        line: failed('unable to load client CA file: open /etc/kubernetes/pki/ca.crt: permission denied'),
        says: 'ls -lZ /etc/kubernetes/pki/ca.crt',
      },
      {
        id: 'too-many-files',
        line: failed('failed to run Kubelet: inotify_init: too many open files'),
        says: 'fs.inotify.max_user_instances',
        subject: 'kubelet',
      },
    ],
  },
  {
    name: 'certificates',
    table: CERTIFICATE_PROBLEMS,
    cases: [
      {
        id: 'certificate-expired',
        line: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2027-02-02T03:04:05Z is after 2027-01-02T03:04:05Z',
        says: 'at 2027-01-02T03:04:05Z',
      },
      {
        id: 'certificate-not-yet-valid',
        line: 'x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2026-01-02T02:59:05Z',
        says: 'timedatectl',
      },
      {
        id: 'certificate-wrong-name',
        line: 'x509: certificate is valid for 10.96.0.1, 192.0.2.9, not 192.0.2.10',
        says: 'does not cover 192.0.2.10',
      },
      {
        id: 'certificate-wrong-name',
        line: 'x509: certificate is not valid for any names, but wanted to match api.example.com',
        says: 'api.example.com',
      },
      {
        id: 'certificate-unknown-authority',
        line: 'W0102 03:04:05.000000 1 logging.go:55] [core] Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
        says: 'another authority',
      },
      { id: 'certificate-unknown-authority', line: 'remote error: tls: bad certificate', says: 'another authority' },
      {
        id: 'key-mismatch',
        line: failed('tls: private key does not match public key'),
        says: '`kubeadm-ts certs verify`',
      },
      {
        id: 'certificate-unreadable',
        line: failed('failed to load certificate: tls: failed to find any PEM data in certificate input'),
        says: 'damaged',
      },
    ],
  },
  {
    name: 'etcd',
    table: ETCD_PROBLEMS,
    cases: [
      {
        id: 'etcd-other-cluster',
        line: 'WARN request sent was ignored due to cluster ID mismatch',
        says: 'another cluster',
        subject: 'etcd',
      },
      {
        id: 'etcd-other-cluster',
        line: 'FATAL discovery failed: couldn\'t find local name "cp2" in the initial cluster configuration',
        says: 'empty the data folder',
        subject: 'etcd',
      },
      {
        id: 'etcd-other-cluster',
        line: 'FATAL discovery failed: member 8e9e05c52164694d has already been bootstrapped',
        says: 'another cluster',
        subject: 'etcd',
      },
      {
        id: 'etcd-data-damaged',
        line: 'PANIC failed to recover v3 backend from snapshot: failed to find database snapshot file',
        says: 'snapshot restore',
        subject: 'etcd',
      },
      {
        id: 'etcd-data-folder',
        line: 'FATAL discovery failed: cannot access data directory: mkdir /var/lib/etcd/member: permission denied',
        says: 'permission denied',
        subject: 'etcd',
      },
      {
        id: 'etcd-data-folder',
        line: 'FATAL failed to list data directory: readdirent /var/lib/etcd: not a directory',
        says: 'not a directory',
        subject: 'etcd',
      },
      { id: 'etcd-quota', line: 'etcdserver: mvcc: database space exceeded', says: 'alarm disarm', subject: 'etcd' },
      { id: 'etcd-slow-disk', line: 'WARN slow fdatasync', says: 'SSD', subject: 'etcd' },
    ],
  },
  {
    name: 'the container runtime',
    table: RUNTIME_PROBLEMS,
    cases: [
      {
        id: 'oom-score-refused',
        line: pod(
          "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: can't get final child's PID from pipe: EOF",
        ),
        says: 'restrict_oom_score_adj',
      },
      {
        id: 'cgroup-driver-mismatch',
        line: pod(
          'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/pod0a1b/0c\\" instead',
        ),
        says: 'SystemdCgroup',
      },
      {
        id: 'cgroup-driver-mismatch',
        line: failed(
          'misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver: \\"cgroupfs\\"',
        ),
        says: 'systemd and cgroupfs',
        subject: 'kubelet',
      },
      {
        id: 'cri-disabled',
        line: failed(
          'validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
        ),
        says: 'disabled_plugins',
        subject: 'kubelet',
      },
      {
        id: 'runtime-not-running',
        line: failed(
          'failed to run Kubelet: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\"',
        ),
        says: 'systemctl status containerd',
        subject: 'kubelet',
      },
      { id: 'wrong-architecture', line: 'exec /usr/local/bin/kube-apiserver: exec format error', says: 'uname -m' },
      {
        id: 'program-missing',
        line: 'failed to create shim task: OCI runtime create failed: runc create failed: exec: "kube-apiserver": executable file not found in $PATH',
        says: 'the program kube-apiserver',
      },
      {
        id: 'container-not-created',
        line: pod('failed to create shim task: OCI runtime create failed: something new'),
        says: 'something new',
      },
    ],
  },
  {
    name: 'images',
    table: IMAGE_PROBLEMS,
    cases: [
      {
        id: 'image-not-found',
        line: pod(
          'failed to \\"StartContainer\\" for \\"etcd\\" with ErrImagePull: \\"rpc error: code = NotFound desc = failed to pull and unpack image \\\\\\"registry.k8s.io/etcd:9.9.9-0\\\\\\": failed to resolve reference \\\\\\"registry.k8s.io/etcd:9.9.9-0\\\\\\": registry.k8s.io/etcd:9.9.9-0: not found\\"',
        ),
        says: 'registry.k8s.io/etcd:9.9.9-0',
      },
      {
        id: 'registry-unreachable',
        line: pod(
          'failed to \\"StartContainer\\" for \\"etcd\\" with ErrImagePull: \\"failed to pull and unpack image: failed to do request: Head \\\\\\"https://registry.k8s.io/v2/etcd/manifests/3.6.8-0\\\\\\": dial tcp: lookup registry.k8s.io on 192.0.2.1:53: no such host\\"',
        ),
        says: 'registry.k8s.io',
      },
      {
        id: 'registry-unreachable',
        line: pod(
          'failed to \\"StartContainer\\" for \\"etcd\\" with ErrImagePull: \\"failed to pull and unpack image: failed to do request: Head \\\\\\"https://registry.k8s.io/v2/etcd/manifests/3.6.8-0\\\\\\": dial tcp: lookup registry.k8s.io on 192.0.2.1:53: read udp 192.0.2.10:3456->192.0.2.1:53: i/o timeout\\"',
        ),
        says: 'registry.k8s.io',
      },
      {
        id: 'image-rate-limited',
        line: pod('ErrImagePull: 429 Too Many Requests - toomanyrequests: You have reached your pull rate limit'),
        says: 'mirror',
      },
      {
        id: 'image-denied',
        line: pod('ErrImagePull: pull access denied, repository does not exist or may require authorization'),
        says: 'credentials',
      },
      {
        id: 'image-never-pulled',
        line: pod(
          'failed to \\"StartContainer\\" for \\"etcd\\" with ErrImageNeverPull: \\"Container image \\\\\\"registry.k8s.io/etcd:3.6.8-0\\\\\\" is not present with pull policy of Never\\"',
        ),
        says: 'crictl',
      },
      {
        id: 'sandbox-image-missing',
        line: pod(
          'failed to start sandbox \\"0a\\": failed to get sandbox image \\"registry.k8s.io/pause:3.10.2\\": failed to pull image',
        ),
        says: 'registry.k8s.io/pause:3.10.2',
      },
      {
        id: 'image-not-pulled',
        line: pod(
          'failed to \\"StartContainer\\" for \\"etcd\\" with ImagePullBackOff: \\"Back-off pulling image \\\\\\"registry.k8s.io/etcd:3.6.8-0\\\\\\"\\"',
        ),
        says: 'pull registry.k8s.io/etcd:3.6.8-0`',
      },
    ],
  },
  {
    name: 'the kubelet',
    table: KUBELET_PROBLEMS,
    cases: [
      {
        id: 'swap-on',
        line: failed(
          'failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false',
        ),
        says: 'swapoff -a',
      },
      {
        id: 'cgroup-v1',
        line: failed(
          'failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{}',
        ),
        says: 'failCgroupV1: false',
      },
      {
        id: 'kubelet-config-missing',
        line: failed(
          'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory',
        ),
        says: 'init phase kubelet-start',
      },
      {
        id: 'kubelet-config-unreadable',
        line: failed(
          'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: strict decoding error: unknown field \\"maxPodz\\"',
        ),
        says: "unknown field 'maxPodz'",
      },
      {
        id: 'kubelet-config-invalid',
        line: failed(
          'failed to validate kubelet configuration, error: invalid configuration: maxPods (--max-pods) -1 must not be a negative number, path: &TypeMeta{}',
        ),
        says: '-1 must not be a negative number',
      },
      {
        id: 'kubelet-kubeconfig-missing',
        line: failed(
          'failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory',
        ),
        says: 'init phase kubeconfig kubelet',
      },
      {
        id: 'kubelet-client-ca',
        line: failed(
          'failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory',
        ),
        says: 'init phase certs ca',
      },
      {
        id: 'kubelet-node-ip',
        line: failed('failed to run Kubelet: bad --node-ip \\"1.2.3\\": invalid IP'),
        says: '1.2.3',
      },
      {
        id: 'kernel-log-missing',
        line: failed('failed to run Kubelet: failed to create kubelet: open /dev/kmsg: no such file or directory'),
        says: 'KubeletInUserNamespace',
      },
      {
        id: 'kubelet-missing',
        line: 'kubelet.service: Failed at step EXEC spawning /usr/bin/kubelet: No such file or directory',
        says: '/usr/bin/kubelet',
      },
      {
        id: 'node-not-authorized',
        line: 'E0102 03:04:05.000000 712 kubelet_node_status.go:113] "Unable to register node with API server" err="Unauthorized" node="cp1"',
        says: 'another cluster',
      },
    ],
  },
  {
    name: 'who waits for whom',
    table: [...API_SERVER_DEPENDENCIES, ...API_CLIENT_DEPENDENCIES],
    cases: [
      {
        id: 'waits-for-etcd',
        line: 'W0102 03:04:05.000000       1 logging.go:55] [core] [Channel #1 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
        says: 'etcd',
      },
      {
        id: 'waits-for-etcd',
        line: 'F0102 03:04:25.000000       1 instance.go:233] Error creating leases: error creating storage factory: context deadline exceeded',
        says: 'etcd',
      },
      {
        id: 'waits-for-api-server',
        line: 'E0102 03:04:25.000000       1 leaderelection.go:448] error retrieving resource lock: Get "https://192.0.2.10:6443/apis": dial tcp 192.0.2.10:6443: connect: connection refused',
        says: 'kube-apiserver',
        subject: 'kube-scheduler',
      },
    ],
  },
];

describe('known problems', () => {
  for (const { name, table, cases } of GROUPS) {
    describe(name, () => {
      for (const { id, line, says, subject = 'kube-apiserver' } of cases) {
        it(`calls it ${id}: ${line.slice(0, 110)}`, () => {
          const facts = { subject, criSocket: 'unix:///run/containerd/containerd.sock' };
          const finding = recognise(['nothing to see', line], table, facts, isFatalLine);
          expect(finding?.id).to.equal(id);
          expect(`${finding?.problem}\n${finding?.hint}`).to.contain(says);
          expect(finding?.line).to.equal(line);
        });
      }
    });
  }

  const facts = { subject: 'kube-apiserver', criSocket: 'unix:///run/containerd/containerd.sock' } as const;
  const table = [...FILE_PROBLEMS, ...CERTIFICATE_PROBLEMS, ...API_SERVER_DEPENDENCIES];
  const refused = 'W0102 1 logging.go:55] dial tcp 127.0.0.1:2379: connect: connection refused';

  it('names a cause before a consequence, even when the consequence came later', () => {
    const lines = ['W0102 1 logging.go:55] x509: certificate signed by unknown authority', refused, refused];
    expect(recognise(lines, table, facts, isFatalLine)?.id).to.equal('certificate-unknown-authority');
  });

  it('names what the process died with before what it had complained of', () => {
    const lines = [failed('open /a: no such file or directory'), 'W0102 1 x.go:1] remote error: tls: bad certificate'];
    expect(recognise(lines, table, facts, isFatalLine)?.id).to.equal('file-missing');
  });

  it('counts how often it was said', () => {
    expect(recognise([refused, 'other', refused], table, facts, isFatalLine)?.occurrences).to.equal(2);
  });

  it('finds nothing in a healthy log', () => {
    const lines = [
      'I0102 03:04:05.000000 1 server.go:100] "Starting"',
      'W0102 03:04:05.000000 1 feature_gate.go:420] unrecognized feature gate: NotKnownHere',
      'INFO ready to serve client requests',
      'I0102 03:04:05.000000 1 factory.go:220] Registration of the crio container factory failed: Get "http://%2Fvar%2Frun%2Fcrio%2Fcrio.sock/info": dial unix /var/run/crio/crio.sock: connect: no such file or directory',
    ];
    for (const { table: each } of GROUPS) expect(recognise(lines, each, facts, isFatalLine)).to.equal(undefined);
  });
});
