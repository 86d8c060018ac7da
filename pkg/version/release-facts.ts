import { CLIENT_VERSION } from './client-version.ts';
import { parseKubernetesVersion } from './kubernetes-version.ts';

/** What this program knows about one minor release of Kubernetes, and runs it with. */
export interface ReleaseFacts {
  /** `1.36` */
  readonly minor: string;
  /** Tags of the images that are released apart from Kubernetes. */
  readonly etcdTag: string;
  readonly coreDnsTag: string;
  readonly pauseTag: string;
  /** Flags of etcd that came, or changed, with its version. */
  readonly etcdFlags: Readonly<Record<string, string>>;
  /** The oldest etcd that is run elsewhere and works with it. */
  readonly minimumEtcd: string;
  /** Whether its kubelet starts on control groups of version 1 without being told to. */
  readonly kubeletTakesCgroupV1: boolean;
}

/** etcd 3.6 made a feature gate of what was --experimental-initial-corrupt-check. */
const ETCD_3_6 = {
  etcdTag: '3.6.8-0',
  etcdFlags: { 'feature-gates': 'InitialCorruptCheck=true', 'watch-progress-notify-interval': '5s' },
  minimumEtcd: '3.5.24-0',
} as const;
const ADDONS = { coreDnsTag: 'v1.14.2', pauseTag: '3.10.2' } as const;

/**
 * A new minor release is one more row; the facts of this program's own release follow from it and from CLIENT_VERSION.
 * Source: the reference's tables, 1.36.2.
 */
const RELEASES: readonly ReleaseFacts[] = [
  { minor: '1.34', ...ETCD_3_6, ...ADDONS, kubeletTakesCgroupV1: true },
  { minor: '1.35', ...ETCD_3_6, ...ADDONS, kubeletTakesCgroupV1: false },
  { minor: '1.36', ...ETCD_3_6, ...ADDONS, kubeletTakesCgroupV1: false },
];

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

/** How many minor releases parts of a cluster may be apart. Source: Kubernetes' version skew policy, and the reference's. */
export const SKEW = {
  /** A control plane behind the program that sets it up. */
  controlPlane: 1,
  /** A kubelet behind the control plane. */
  kubelet: 3,
  /** A control plane moves that far in one upgrade, up or down. */
  upgrade: 1,
} as const;

/** What a program of a certain release works with. Source: Kubernetes' version skew policy, and the reference's. */
export interface ClientFacts {
  /** The oldest control plane that it sets up: one minor behind its own, two while it is no release yet. */
  readonly minimumControlPlane: string;
  /** The oldest kubelet that works under such a control plane: three minors behind. */
  readonly minimumKubelet: string;
  /** The oldest external etcd. */
  readonly minimumEtcd: string;
  /** A version from here on is newer than it knows: a warning, not an error. */
  readonly firstUnknown: string;
}

/** @param clientVersion - `v1.36.2` */
export function clientFacts(clientVersion: string): ClientFacts {
  const client = parseKubernetesVersion(clientVersion);
  if (client === undefined) throw new TypeError(`${clientVersion} is no version`);
  const minor = (away: number): string => `v${client.major}.${client.minor + away}.0`;
  return {
    minimumControlPlane: minor(-SKEW.controlPlane - (client.prerelease.length === 0 ? 0 : 1)),
    minimumKubelet: minor(-SKEW.kubelet),
    minimumEtcd: releaseFacts(clientVersion).minimumEtcd,
    firstUnknown: `${minor(1)}-0`,
  };
}

/** Facts that do not depend on the cluster's version but on this program's own. */
export const CLIENT_FACTS = clientFacts(CLIENT_VERSION);
