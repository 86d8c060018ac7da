import type { Etcd, EtcdStatus } from './etcd.ts';
import { anotherMayAnswer, EtcdError, noneAnswered, type EtcdErrorCode } from './etcd-error.ts';
import { addedMemberOf, membersOf, statusOf } from './gateway-messages.ts';
import { wireId } from './member-id.ts';
import { refusalError } from './refusal-error.ts';

/**
 * One call of the gateway of one member.
 *
 * @param path - below `/v3/`
 * @returns the JSON of its answer
 * @throws EtcdError
 */
export type Ask = (endpoint: string, path: string, body: object) => Promise<unknown>;

/** A client that asks the endpoints of a cluster, whatever carries its calls. */
export function etcdOver(endpoints: readonly string[], ask: Ask): Etcd {
  const status = async (endpoint: string): Promise<EtcdStatus> =>
    statusOf(endpoint, await ask(endpoint, 'maintenance/status', {}));
  const anyone = endpointsInTurn(endpoints, ask, status);
  return {
    status,
    members: async () => membersOf(await listed(anyone)),
    addLearner: async (peerUrl) =>
      addedMemberOf(await anyone('cluster/member/add', { peerURLs: [peerUrl], isLearner: true })),
    promote: (id) => unless('etcd-not-a-learner', promote(anyone, id)),
    remove: (id) => unless('etcd-member-not-found', anyone('cluster/member/remove', { ID: wireId(id) })),
  };
}

type Anyone = (path: string, body: object) => Promise<unknown>;

/** What the cluster agrees on; while it cannot agree on anything, what a member remembers. */
async function listed(anyone: Anyone): Promise<unknown> {
  try {
    return await anyone('cluster/member/list', { linearizable: true });
  } catch (error) {
    if (!hasCode(error, 'etcd-no-quorum')) throw error;
    return anyone('cluster/member/list', { linearizable: false });
  }
}

/** Asks one endpoint after the other, beginning with the one that answered last. */
function endpointsInTurn(
  endpoints: readonly string[],
  ask: Ask,
  status: (endpoint: string) => Promise<EtcdStatus>,
): Anyone {
  let first = 0;
  return async (path, body) => {
    const failures: EtcdError[] = [];
    const start = first;
    for (const step of endpoints.keys()) {
      const index = (start + step) % endpoints.length;
      const endpoint = endpoints[index] ?? '';
      try {
        const answer = await ask(endpoint, path, body);
        first = index;
        return answer;
      } catch (error) {
        if (!anotherMayAnswer(error)) throw error;
        failures.push(await explainSilence(error, status));
      }
    }
    throw noneAnswered(failures);
  };
}

/** Without a quorum a member takes a request and says nothing; of itself it does tell that there is no leader. */
async function explainSilence(error: EtcdError, status: (endpoint: string) => Promise<EtcdStatus>): Promise<EtcdError> {
  if (!error.silent) return error;
  const { leaderId } = await status(error.endpoint).catch(() => ({ leaderId: '' }));
  return leaderId === '0' ? refusalError(error.endpoint, 0, 'no leader') : error;
}

/** In the moment after its promotion a member may still be told to be behind. */
async function promote(anyone: Anyone, id: string): Promise<void> {
  try {
    await anyone('cluster/member/promote', { ID: wireId(id) });
  } catch (error) {
    if (!hasCode(error, 'etcd-learner-not-ready')) throw error;
    const members = membersOf(await listed(anyone));
    if (!members.some((member) => member.id === id && !member.learner)) throw error;
  }
}

/** A failure that means: there was nothing to do. */
async function unless(code: EtcdErrorCode, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!hasCode(error, code)) throw error;
  }
}

function hasCode(error: unknown, code: EtcdErrorCode): error is EtcdError {
  return error instanceof EtcdError && error.code === code;
}
