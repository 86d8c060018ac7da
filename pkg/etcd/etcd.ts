/** How to reach an etcd cluster: client URLs, and the files of the credentials on this machine. */
export interface EtcdAccess {
  /** `https://host:2379`, one for each member that is known. */
  readonly endpoints: readonly string[];
  /** Absolute paths; absent for an etcd without TLS. */
  readonly tls?: { readonly caFile: string; readonly certFile: string; readonly keyFile: string };
}

/** One member of an etcd cluster. */
export interface EtcdMember {
  /** Hexadecimal, as etcdctl shows it. */
  readonly id: string;
  /** Empty until the member has started for the first time. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  /** Empty until the member has started for the first time. */
  readonly clientUrls: readonly string[];
  /** A learner copies the data and does not vote. */
  readonly learner: boolean;
}

/** What one member says of itself. */
export interface EtcdStatus {
  readonly endpoint: string;
  readonly memberId: string;
  /** `0` while there is no leader. */
  readonly leaderId: string;
  readonly version: string;
  readonly learner: boolean;
  /** Entries of the log that it has, and that it has applied. */
  readonly raftIndex: number;
  readonly raftAppliedIndex: number;
  /** Counts the changes of its keys. A server that is too old does not tell. */
  readonly revision?: number;
  /** Bytes of its database file. */
  readonly dbSize: number;
  /** Alarms such as `NOSPACE`, in etcd's words. */
  readonly errors: readonly string[];
}

/** Reading from an etcd cluster. */
export interface EtcdView {
  /** All members, in the server's order. Asked of the endpoints one after another until one answers. @throws KubeadmError `etcd-*` */
  members(): Promise<readonly EtcdMember[]>;
  /** @param endpoint - the client URL of the member that is asked @throws KubeadmError `etcd-*` */
  status(endpoint: string): Promise<EtcdStatus>;
}

/** The whole client: the real host uses it to carry out changes. */
export interface Etcd extends EtcdView {
  /** @returns the new member @throws KubeadmError `etcd-learner-limit` while another learner is not promoted, `etcd-member-exists`, `etcd-unhealthy`... */
  addLearner(peerUrl: string): Promise<EtcdMember>;
  /** A member that votes already is fine. @throws KubeadmError `etcd-learner-not-ready` while it lags behind */
  promote(id: string): Promise<void>;
  /** A member that is gone already is fine. */
  remove(id: string): Promise<void>;
}
