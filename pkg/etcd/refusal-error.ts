import { EtcdError, type EtcdErrorCode } from './etcd-error.ts';

interface Refusal {
  /** Of the server's message, without its prefix `etcdserver: `. */
  readonly pattern: RegExp;
  readonly code: EtcdErrorCode;
  readonly why: string;
  readonly hint: string;
}

const LOOK =
  'see how its members are: etcdctl endpoint status --cluster, and `crictl ps -a --name etcd` on each control plane';
const WAIT = 'wait some seconds and run the same command again';

/** The server's messages: api/v3rpc/rpctypes/error.go of etcd 3.4 to 3.6. The first that fits counts. */
const REFUSALS: readonly Refusal[] = [
  {
    pattern: /too many learner members/,
    code: 'etcd-learner-limit',
    why: 'takes no further learner while another is not promoted',
    hint: 'wait until the other machine has joined; if it never will, run `kubeadm-ts reset` there, or remove the learner: etcdctl member list, etcdctl member remove ID',
  },
  {
    pattern: /in sync with leader/,
    code: 'etcd-learner-not-ready',
    why: 'does not promote the learner yet: it has not caught up with the leader',
    hint: 'wait until it has copied the data: etcdctl endpoint status --cluster shows the raft index of each',
  },
  {
    pattern: /can only promote a learner member/,
    code: 'etcd-not-a-learner',
    why: 'has nothing to promote: the member votes already',
    hint: LOOK,
  },
  {
    pattern: /member ID already exist|Peer URLs already exists/,
    code: 'etcd-member-exists',
    why: 'has a member with this peer URL already',
    hint: 'look at it: etcdctl member list; `kubeadm-ts reset` on its machine, or etcdctl member remove ID, removes it',
  },
  {
    pattern: /member not found|permanently removed/,
    code: 'etcd-member-not-found',
    why: 'does not know that member',
    hint: 'look at the members: etcdctl member list',
  },
  {
    pattern: /not supported for learner/,
    code: 'etcd-is-learner',
    why: 'is a learner, which does not answer this',
    hint: 'ask a member that votes',
  },
  {
    pattern: /no leader/,
    code: 'etcd-no-quorum',
    why: 'has no leader: an election goes on, or too few voting members are there',
    hint: `${WAIT}; if it stays so, bring the missing control planes back: ${LOOK}`,
  },
  {
    pattern: /request timed out/,
    code: 'etcd-no-quorum',
    why: 'could not agree on the request with the other members in time',
    hint: `bring missing control planes back, and look for slow disks: ${LOOK}`,
  },
  {
    pattern: /not enough started members/,
    code: 'etcd-unhealthy',
    why: 'refuses to change its members: too few of them have started',
    hint: `start those that have not, or remove them: ${LOOK}`,
  },
  {
    pattern: /unhealthy cluster/,
    code: 'etcd-unhealthy',
    why: 'refuses to change its members: not every voting member has been connected for 5s',
    hint: `${WAIT}; if a control plane is gone for good, remove its member first: ${LOOK}`,
  },
  {
    pattern: /leader changed|not leader|leader transferr|server stopped|too many requests|not capable/i,
    code: 'etcd-unhealthy',
    why: 'is busy with itself (an election, a start or a stop)',
    hint: WAIT,
  },
  {
    pattern: /database space exceeded/,
    code: 'etcd-no-space',
    why: 'takes no more writes: its database is full (alarm NOSPACE)',
    hint: 'make room: etcdctl compact, etcdctl defrag, then etcdctl alarm disarm; or raise quota-backend-bytes',
  },
];

/**
 * The error for what an etcd answered.
 *
 * @param said - the server's message
 */
export function refusalError(endpoint: string, status: number, said: string): EtcdError {
  const message = said.replace(/^etcdserver: /, '').trim();
  const refusal = REFUSALS.find(({ pattern }) => pattern.test(message));
  if (refusal !== undefined) return new EtcdError(refusal.code, endpoint, refusal.why, refusal.hint);
  const words = message === '' ? `status ${status}` : message;
  return new EtcdError('etcd-refused', endpoint, `refused the request: ${words}`, LOOK);
}
