/** What this program knows about one minor release of Kubernetes. */
export interface ReleaseFacts {
  /** `1.36` */
  readonly minor: string;
  /** Tag of the etcd image that this release runs with. */
  readonly etcdTag: string;
}

/** A new minor release is one more row (source: the reference's table of etcd versions, 1.36.2). */
const RELEASES: readonly ReleaseFacts[] = [
  { minor: '1.34', etcdTag: '3.6.8-0' },
  { minor: '1.35', etcdTag: '3.6.8-0' },
  { minor: '1.36', etcdTag: '3.6.8-0' },
];

/** Facts that do not depend on the cluster's version but on this program's own. */
export const CLIENT_FACTS = {
  /** Images whose tags follow this program, not `kubernetesVersion`. */
  coreDnsTag: 'v1.14.2',
  pauseTag: '3.10.2',
  /** The oldest control plane that this program sets up: one minor behind its own. */
  minimumControlPlane: 'v1.35.0',
  /** The oldest kubelet that works under this control plane: three minors behind. */
  minimumKubelet: 'v1.33.0',
  /** The oldest external etcd. */
  minimumEtcd: '3.5.24-0',
  /** A version from here on is newer than this program knows: a warning, not an error. */
  firstUnknown: 'v1.37.0-0',
} as const;

/**
 * What is known about the release that a version belongs to; for one outside the table, the nearest row.
 *
 * @param kubernetesVersion - `v1.36.2`
 */
export function releaseFacts(kubernetesVersion: string): ReleaseFacts {
  const wanted = rank(kubernetesVersion);
  const distance = (row: ReleaseFacts): number => Math.abs(rank(row.minor) - wanted);
  return RELEASES.reduce((best, row) => (distance(row) < distance(best) ? row : best));
}

/** Minor releases in one line: no major release ever had a thousand. */
function rank(version: string): number {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor);
}
