import { KubeadmError } from '../errors/kubeadm-error.ts';

/** Everything that a call of etcd can fail with. */
export type EtcdErrorCode =
  /** Nobody answered: refused, no route, no name, no answer in time. */
  | 'etcd-unreachable'
  /** One side does not accept the other's certificate. */
  | 'etcd-tls'
  /** A file of the credentials on this machine is missing or cannot be used. */
  | 'etcd-credentials'
  | 'etcd-learner-limit'
  | 'etcd-learner-not-ready'
  | 'etcd-member-exists'
  | 'etcd-member-not-found'
  /** Refused for now: an election, or members that are not (or not long enough) connected. */
  | 'etcd-unhealthy'
  /** Not enough voting members are there to decide anything. */
  | 'etcd-no-quorum'
  | 'etcd-no-space'
  /** The endpoint is a learner, which answers next to nothing. */
  | 'etcd-is-learner'
  /** Promoting a member that votes already: connectEtcd takes it for success. */
  | 'etcd-not-a-learner'
  /** What came is not what etcd computed its hash of. */
  | 'etcd-snapshot-damaged'
  | 'etcd-refused';

/** A failure of one endpoint. */
export class EtcdError extends KubeadmError {
  declare readonly code: EtcdErrorCode;
  readonly endpoint: string;
  /** Completes `etcd at <endpoint> ...`. */
  readonly why: string;
  /** It took the request, and no answer came in time. */
  readonly silent: boolean;

  constructor(code: EtcdErrorCode, endpoint: string, why: string, hint: string, silent = false) {
    super(code, `etcd at ${endpoint} ${why}`, { hint });
    this.endpoint = endpoint;
    this.why = why;
    this.silent = silent;
  }
}

/** What another endpoint may do better. */
const ANOTHER_MAY_ANSWER: readonly string[] = [
  'etcd-unhealthy',
  'etcd-no-quorum',
  'etcd-tls',
  'etcd-unreachable',
  'etcd-is-learner',
] satisfies EtcdErrorCode[];

/** Whether it makes sense to ask the next endpoint after this failure. */
export function anotherMayAnswer(error: unknown): error is EtcdError {
  return error instanceof EtcdError && ANOTHER_MAY_ANSWER.includes(error.code);
}

/**
 * One error for the failures of all endpoints: the most telling one, or, where nobody answered, all of them.
 *
 * @param failures - at least one
 */
export function noneAnswered(failures: readonly EtcdError[]): KubeadmError {
  const rank = (code: string): number => ANOTHER_MAY_ANSWER.indexOf(code);
  const [worst] = [...failures].sort((a, b) => rank(a.code) - rank(b.code));
  if (worst === undefined) {
    return new KubeadmError('etcd-unreachable', 'no etcd endpoint is known', {
      hint: 'look for the etcd Pods: kubectl -n kube-system get pods -l component=etcd',
    });
  }
  const silent = worst.code === 'etcd-unreachable' || worst.code === 'etcd-tls';
  if (!silent || failures.length === 1) return worst;
  const each = failures.map(({ endpoint, why }) => `${endpoint} ${why}`).join('; ');
  return new KubeadmError(worst.code, `no etcd member answers: ${each}`, { hint: worst.hint });
}
