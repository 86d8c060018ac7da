import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { EtcdView } from '../../pkg/etcd/etcd.ts';
import { withTimeLimit } from '../../pkg/host/time-limit.ts';
import type { JoiningMember } from './joining-member.ts';

/** A member that has told its name serves its clients at once, or not for several seconds. */
const USUALLY_SERVES_MS = 250;
/** The kubelet notices a container that has ended within a second or two. */
const STARTS_AGAIN_MS = 15_000;
const LOOK_EVERY_MS = 50;
/** The port takes connections before anybody serves them: a look must not wait for that. */
const LOOK_LIMIT_MS = 200;

/**
 * Help a new member that has started and serves nobody. A member opens its client port when it sees its own name
 * applied; where the name came to it inside the leader's snapshot, it never does, and tries again after etcd's request
 * timeout (7 s, server/config/config.go, ReqTimeout). Started again it serves at once, and a learner has no vote that
 * could be missed meanwhile. Only saves time: nothing here fails the run.
 */
export async function restartSilentMember(joining: JoiningMember, etcd: EtcdView): Promise<void> {
  const { context, name, known } = joining;
  const { host, config, note, warn } = context;
  if (!known || (await serves(joining, etcd, USUALLY_SERVES_MS))) return;
  const { criSocket } = config.nodeRegistration;
  try {
    const containers = await host.runtime(criSocket).listContainers({ component: 'etcd' });
    const running = containers.find(({ state }) => state === 'running');
    if (running === undefined) return;
    note(`etcd member ${name} has started, but does not answer its clients yet: starting it anew`);
    await host.change({ kind: 'stop-container', id: running.id, name: 'etcd', criSocket });
    await serves(joining, etcd, STARTS_AGAIN_MS);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    warn(`could not start etcd anew: ${describeError(error)}; waiting for it instead`);
  }
}

/** Whether the member answers within so many milliseconds. */
async function serves(
  { context, clientUrl, name }: JoiningMember,
  etcd: EtcdView,
  timeoutMs: number,
): Promise<boolean> {
  const look = async () => {
    await withTimeLimit(`etcd member ${name}`, LOOK_LIMIT_MS, () => etcd.status(clientUrl));
    return true as const;
  };
  const options = { timeoutMs, intervalMs: LOOK_EVERY_MS };
  try {
    await context.host.until(`etcd member ${name} to answer its clients`, look, options);
    return true;
  } catch (error) {
    if (error instanceof KubeadmError && error.code === 'wait-timeout') return false;
    throw error;
  }
}
