/** What a restore of etcd's snapshot needs to know, found before anything is changed. */
export interface EtcdRestore {
  readonly snapshot: string;
  /** When it was saved, where that is known. */
  readonly savedAt?: Date;
  /** Its revision; `undefined` where etcdutl does not tell. */
  readonly revision: number | undefined;
  /** The revision of the etcd that runs; `undefined` where it does not answer. */
  readonly revisionNow: number | undefined;
  /** `unknown` while etcd does not answer: somebody has to know that it has no other members. */
  readonly alone: 'yes' | 'unknown';
  /** etcd's data folder. */
  readonly dataDir: string;
  /** Of the member, as its manifest has them. */
  readonly name: string;
  readonly peerUrl: string;
  readonly bumpRevision: boolean;
  /** An interrupted run has begun already. */
  readonly begun: boolean;
}

/** What would be lost, in words. */
export function lossText(restore: EtcdRestore): string {
  const { savedAt, snapshot, alone } = restore;
  const of = savedAt === undefined ? snapshot : `${savedAt.toISOString()} (${snapshot})`;
  const warning =
    alone === 'unknown'
      ? '\netcd does not answer, so how many members it has cannot be told: go on only if this is the ONLY control plane. A member that goes back in time contradicts the others.'
      : '';
  return `The data of etcd go back to the snapshot of ${of}. ${lostWrites(restore)}The API server is down meanwhile; the data of now are kept on this machine.${warning}`;
}

function lostWrites({ revision, revisionNow, begun }: EtcdRestore): string {
  if (begun) return 'An interrupted run has begun it already. ';
  const all = 'EVERYTHING that was written to the cluster since is lost';
  if (revisionNow === undefined) return `${all}; how much cannot be told, because etcd does not answer. `;
  if (revision === undefined) return `${all}; how much cannot be told, because etcdutl does not read the snapshot. `;
  return `${all}: ${Math.max(0, revisionNow - revision)} writes (revision ${revision} there, ${revisionNow} now). `;
}
