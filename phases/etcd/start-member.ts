import { diagnose } from '../../pkg/diagnosis/diagnose.ts';
import { notHealthyError } from '../../pkg/diagnosis/describe-diagnosis.ts';
import { WatchedWait } from '../../pkg/diagnosis/watched-wait.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { EtcdView } from '../../pkg/etcd/etcd.ts';
import type { Readiness } from '../../pkg/host/host.ts';
import { aborting, awaited, type Sight } from '../awaited.ts';
import type { JoiningMember } from './joining-member.ts';
import { learnerLag } from './learner-lag.ts';
import { ownMember } from './membership-plan.ts';

const LOOK_EVERY_MS = 100;
/** Refusals to promote that pass. */
const PASSING = ['etcd-learner-not-ready', 'etcd-unhealthy', 'etcd-no-quorum', 'etcd-unreachable'];
const PLANNED_ID = 'planned-1';

/**
 * Wait until the kubelet has started this machine's member and it has told the others its name.
 *
 * @throws KubeadmError with what its container and the kubelet say
 */
export async function waitUntilStarted(joining: JoiningMember, etcd: EtcdView): Promise<void> {
  const { context, name, peerUrl } = joining;
  const { config, host } = context;
  const wait = new WatchedWait(host, { criSocket: config.nodeRegistration.criSocket, components: ['etcd'] });
  let reason = '';
  const look = async (): Promise<Readiness> => {
    const member = ownMember(await etcd.members(), peerUrl);
    if (member === undefined) return wait.stop(memberGone(joining));
    if (member.name !== '') return true;
    return { notYet: (reason = 'it has not told the others its name') };
  };
  const waited = await wait.wait('etcd', look, config.timeouts.etcdAPICall).catch((error: unknown) => {
    throw error instanceof KubeadmError && reason !== '' ? notStarted(name, reason, error) : error;
  });
  if (waited !== undefined) context.note(`etcd member ${name} has started (after ${(waited / 1000).toFixed(1)}s)`);
}

/**
 * Make a voting member of the learner, as soon as it has copied the data. One that votes already is fine.
 *
 * @throws KubeadmError `etcd-learner-not-ready` with how far behind it is
 */
export async function promoteMember(joining: JoiningMember, etcd: EtcdView): Promise<void> {
  const { context, access, known, name, peerUrl } = joining;
  const { config, host } = context;
  const promote = (id: string) => host.change({ kind: 'promote-etcd-member', access, id, name });
  // a dry run that could not ask: etcd would give it its id
  if (!known) return promote(PLANNED_ID);
  const look = async (): Promise<Sight<true>> => {
    const members = await etcd.members();
    const member = ownMember(members, peerUrl);
    if (member === undefined) throw aborting(memberGone(joining));
    if (!member.learner) return { found: true };
    const { enough, lag } = await learnerLag(etcd, members, member);
    if (!enough) return { notYet: lag };
    await promote(member.id).catch((error: unknown) => {
      throw error instanceof KubeadmError && PASSING.includes(error.code) ? error : aborting(error);
    });
    return { found: true };
  };
  const options = { timeoutMs: config.timeouts.etcdAPICall, intervalMs: LOOK_EVERY_MS };
  await awaited(host, `etcd member ${name} to catch up`, look, options).catch(async (error: unknown) => {
    throw error instanceof KubeadmError && error.code === 'wait-timeout' ? await notReady(joining, error) : error;
  });
}

/** Wait until the new member answers without complaints. @throws KubeadmError with what it says */
export async function waitUntilHealthy({ context, name, clientUrl }: JoiningMember, etcd: EtcdView): Promise<void> {
  const { config, host } = context;
  const wait = new WatchedWait(host, { criSocket: config.nodeRegistration.criSocket, components: ['etcd'] });
  const look = async (): Promise<Readiness> => {
    const { leaderId, learner, errors } = await etcd.status(clientUrl);
    if (learner) return { notYet: `etcd member ${name} does not know yet that it votes` };
    if (leaderId === '0') return { notYet: `etcd member ${name} knows no leader` };
    return errors.length === 0 || { notYet: `etcd member ${name} reports ${errors.join('; ')}` };
  };
  await wait.wait('etcd', look, config.timeouts.etcdAPICall);
}

function notStarted(name: string, reason: string, cause: KubeadmError): KubeadmError {
  return new KubeadmError('etcd-member-not-started', `etcd member ${name} has not started: ${reason}`, { cause });
}

function memberGone({ name }: JoiningMember): KubeadmError {
  return new KubeadmError('etcd-member-not-found', `somebody removed the etcd member ${name} while it was joining`, {
    hint: 'run the same command again: it adds the member anew',
  });
}

async function notReady({ context, name }: JoiningMember, late: KubeadmError): Promise<KubeadmError> {
  const { config, host } = context;
  const { criSocket } = config.nodeRegistration;
  const reasons = new Map([['etcd' as const, late.message]]);
  const healthy = new Set(['kubelet' as const]);
  const diagnosis = await diagnose(host, { criSocket, components: ['etcd'], healthy, reasons });
  // what a diagnosis without a finding says is said already
  const cause =
    diagnosis.root?.finding === undefined ? undefined : notHealthyError('its container', diagnosis, criSocket);
  return new KubeadmError('etcd-learner-not-ready', late.message, {
    ...(cause === undefined ? {} : { cause }),
    hint:
      `look at ${name}: crictl logs of its container, disk and network speed. A large database takes longer: raise ` +
      'timeouts.etcdAPICall in the configuration, and run the same command again',
  });
}
