import type { KnownProblem } from '../known-problem.ts';

const START_OVER =
  'if this machine is to start a new cluster, empty the data folder (`kubeadm-ts reset` does; it destroys what is in it) and run init again';

/** What etcd says of its data and its fellow members (v3.5 and v3.6). */
export const ETCD_PROBLEMS: readonly KnownProblem[] = [
  {
    id: 'etcd-other-cluster',
    pattern:
      /cluster ID mismatch|couldn't find local name|has already been bootstrapped|incompatible with current running cluster|but missing from --initial-(?:cluster|advertise)|member (?:not found|has been (?:permanently )?removed)|removed from the cluster/,
    persistence: 'stubborn',
    problem: () => "etcd's data folder belongs to another cluster or to another member",
    hint: () => START_OVER,
  },
  {
    id: 'etcd-newer-data',
    pattern:
      /cluster cannot be downgraded|higher (?:cluster|than the current) version|invalid downgrade|storage version .* is not supported/i,
    persistence: 'final',
    problem: () => "etcd's data was written by a newer etcd",
    hint: () => `use the etcd image that wrote it (etcd.local.imageTag), or, ${START_OVER}`,
  },
  {
    id: 'etcd-data-damaged',
    pattern:
      /failed to recover v3 backend|failed to recover from snapshot|crc mismatch|failed to (?:open|read|repair) WAL|does not match with snapshot|failed to open database|file of the backend is missing|wal: (?:file not found|slice bounds)/,
    persistence: 'stubborn',
    problem: () => "etcd's data is damaged",
    hint: () => `restore a snapshot (etcdutl snapshot restore), or, ${START_OVER}`,
  },
  {
    id: 'etcd-data-folder',
    pattern: /(?:cannot (?:access|write to)|failed to list) (?:data|member|WAL) directory: (.*)/,
    persistence: 'stubborn',
    problem: ([, why = '']) => `etcd cannot use its data folder (${why})`,
    hint: () =>
      'look at the owner and mode of etcd.local.dataDir (root, 0700), at its file system (`df -h`, `findmnt -T <dir>`) and at its SELinux label',
  },
  {
    id: 'etcd-quota',
    pattern: /database space exceeded/,
    persistence: 'stubborn',
    problem: () => 'etcd has reached its space quota',
    hint: () =>
      'compact and defragment it (etcdctl compact, defrag, alarm disarm), or raise quota-backend-bytes in etcd.local.extraArgs',
  },
  {
    id: 'etcd-slow-disk',
    pattern: /slow fdatasync|leader failed to send out heartbeat on time|apply request took too long/,
    persistence: 'passing',
    problem: () => "etcd's disk is slow",
    hint: () => 'put etcd.local.dataDir on an SSD, or wait longer (timeouts.controlPlaneComponentHealthCheck)',
  },
];
