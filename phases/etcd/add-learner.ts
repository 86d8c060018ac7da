import { describeError, hintOf, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { EtcdMember } from '../../pkg/etcd/etcd.ts';
import { describeTroubles, shownMember, surveyMembers } from '../../pkg/etcd/survey.ts';
import type { Readiness } from '../../pkg/host/host.ts';
import { aborting, isLasting } from '../awaited.ts';
import type { JoiningMember } from './joining-member.ts';
import { ownMember, waysToRemove } from './membership-plan.ts';

const LOOK_EVERY_MS = 200;
/** After a refusal etcd is left in peace for so long: what it waits for takes seconds. */
const ASK_AGAIN_MS = 500;
/** Refusals that pass: other members come and go, and an election takes a moment. */
const PASSING = ['etcd-learner-limit', 'etcd-unhealthy', 'etcd-no-quorum', 'etcd-unreachable', 'etcd-member-exists'];

/**
 * Have the cluster take this machine as a learner. etcd takes one at a time, so this waits for its turn; as long as
 * the list of members goes on changing, somebody else's turn comes to its end, and the time starts anew.
 *
 * @throws KubeadmError `etcd-learner-limit` or another refusal, with who is in the way
 */
export async function addLearner(joining: JoiningMember): Promise<void> {
  const { context, access, peerUrl } = joining;
  const turn = new Turn(joining);
  let outcome = await waitForTurn(joining, turn);
  while (outcome === 'changed') outcome = await waitForTurn(joining, turn);
  // a dry run takes no look
  if (outcome === undefined) await context.host.change({ kind: 'add-etcd-learner', access, peerUrl });
}

type Outcome = 'added' | 'changed';

async function waitForTurn(joining: JoiningMember, turn: Turn): Promise<Outcome | undefined> {
  const { config, host } = joining.context;
  let outcome: Outcome | undefined;
  const look = async (): Promise<Readiness> => {
    const sight = await turn.look();
    if (typeof sight !== 'string') return sight;
    outcome = sight;
    return true;
  };
  const options = { timeoutMs: config.timeouts.etcdAPICall, intervalMs: LOOK_EVERY_MS };
  try {
    await host.until('its turn to join etcd', look, options);
    return outcome;
  } catch (error) {
    const late = error instanceof KubeadmError && error.code === 'wait-timeout';
    throw late ? await turn.whyNot(error) : error;
  }
}

/** What was seen while waiting. */
class Turn {
  readonly #joining: JoiningMember;
  readonly #etcd;
  #members: readonly EtcdMember[] = [];
  #seen: string | undefined;
  #askAgainAt = 0;
  #refusal: KubeadmError | undefined;

  constructor(joining: JoiningMember) {
    this.#joining = joining;
    this.#etcd = joining.context.host.etcd(joining.access);
  }

  async look(): Promise<Outcome | { readonly notYet: string }> {
    this.#members = await this.#listed();
    if (ownMember(this.#members, this.#joining.peerUrl) !== undefined) return 'added';
    const before = this.#seen;
    this.#seen = JSON.stringify(this.#members);
    if (before !== undefined && before !== this.#seen) {
      this.#askAgainAt = 0;
      return 'changed';
    }
    const learner = this.#learner;
    if (learner !== undefined)
      return { notYet: `${shownMember(learner)} joins at this moment, and etcd takes one at a time` };
    return this.#ask();
  }

  /** The error once time is up: who is in the way, and how to get past it. */
  async whyNot(late: KubeadmError): Promise<KubeadmError> {
    const learner = this.#learner;
    if (learner !== undefined) {
      const hint = `wait until it has joined, and run the same command again; ${waysToRemove(learner)}`;
      return new KubeadmError('etcd-learner-limit', late.message, { hint });
    }
    const reports = await surveyMembers(this.#etcd, this.#members);
    const bad = reports.filter(({ trouble }) => trouble !== undefined).map(({ member }) => member);
    const [first] = bad;
    const code = this.#refusal?.code ?? late.code;
    if (first === undefined) return new KubeadmError(code, late.message, { hint: hintOf(this.#refusal) });
    return new KubeadmError(code, `${late.message}. In trouble: ${describeTroubles(reports).join('; ')}`, {
      hint: `etcd changes its members only while all that vote are connected: bring them back, and run the same command again; ${waysToRemove(first)}`,
    });
  }

  get #learner(): EtcdMember | undefined {
    return this.#members.find(({ learner }) => learner);
  }

  async #listed(): Promise<readonly EtcdMember[]> {
    try {
      return await this.#etcd.members();
    } catch (error) {
      if (error instanceof KubeadmError) this.#refusal = error;
      throw isLasting(error) ? aborting(error) : error;
    }
  }

  async #ask(): Promise<Outcome | { readonly notYet: string }> {
    const { context, access, peerUrl } = this.#joining;
    const now = context.host.now().getTime();
    if (now < this.#askAgainAt) return { notYet: describeError(this.#refusal) };
    try {
      await context.host.change({ kind: 'add-etcd-learner', access, peerUrl });
      return 'added';
    } catch (error) {
      if (!(error instanceof KubeadmError) || !PASSING.includes(error.code)) throw aborting(error);
      this.#refusal = error;
      this.#askAgainAt = now + ASK_AGAIN_MS;
      return { notYet: describeError(error) };
    }
  }
}
