import { apiServerLook, type Look } from '../../pkg/diagnosis/health-looks.ts';
import type { ComponentName } from '../../pkg/diagnosis/known-problem.ts';
import { WatchedWait } from '../../pkg/diagnosis/watched-wait.ts';
import { localEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import { STATIC_PODS } from '../../pkg/pki/renewables.ts';
import { componentLook } from '../component-look.ts';
import { manifestOf } from '../health-endpoints.ts';
import { awaitedMembersNote } from './awaited-members.ts';

/** What restarting needs to know. */
export interface Restarting {
  readonly host: Host;
  /** `unix://...` */
  readonly criSocket: string;
  readonly certificatesDir: string;
  /** Milliseconds that each component may take to become healthy. */
  readonly timeoutMs: number;
  note(message: string): void;
}

const ETCD_ENDPOINT = 'https://127.0.0.1:2379';
const LOOK_EVERY_MS = 200;

/**
 * Restart static Pods of this machine, one after the other: the container is ended, the kubelet starts another, and the
 * next one waits until that is healthy. A component that has no static Pod here, or whose container was made after the
 * files were written, is left alone.
 *
 * @param since - when the files that they are to read were written
 * @throws KubeadmError `control-plane-not-healthy` with a diagnosis; the rest is not restarted then
 */
export async function restartComponents(
  restarting: Restarting,
  components: readonly ComponentName[],
  since: Date,
): Promise<void> {
  const { host, note } = restarting;
  const present: ComponentName[] = [];
  for (const component of STATIC_PODS.filter((each) => components.includes(each))) {
    if ((await manifestOf(host, component)) === undefined) note(`${component} has no static Pod on this machine`);
    else present.push(component);
  }
  for (const component of present)
    await restartComponent(restarting, component, {
      since,
      healthy: healthLook(restarting, component),
    });
}

/**
 * Restart one static Pod.
 *
 * @param anew - `since`: when the files that it is to read were written; `healthy`: whether it is well with them
 * @throws KubeadmError `control-plane-not-healthy` with a diagnosis
 */
export async function restartComponent(
  restarting: Omit<Restarting, 'certificatesDir'>,
  component: ComponentName,
  anew: { readonly since: Date; readonly healthy: Look },
): Promise<void> {
  const { host, criSocket, timeoutMs, note } = restarting;
  const watched = new WatchedWait(host, { criSocket, components: [component] });
  await endContainer(restarting, component, anew.since);
  const look = startedAnew(restarting, component, anew);
  const waited = await watched.wait(component, look, timeoutMs, LOOK_EVERY_MS);
  if (waited !== undefined) note(`${component} runs with the new files (after ${(waited / 1000).toFixed(1)}s)`);
}

async function endContainer(
  { host, criSocket, note }: Omit<Restarting, 'certificatesDir'>,
  component: ComponentName,
  since: Date,
): Promise<void> {
  const running = await runningContainer(host, criSocket, component);
  if (running === undefined || running.createdAt > since) return;
  note(`restarting ${component}`);
  await host.change({ kind: 'stop-container', id: running.id, name: component, criSocket });
}

function startedAnew(
  { host, criSocket }: Pick<Restarting, 'host' | 'criSocket'>,
  component: ComponentName,
  { since, healthy }: { readonly since: Date; readonly healthy: Look },
): Look {
  return async () => {
    const running = await runningContainer(host, criSocket, component);
    if (running === undefined || running.createdAt <= since)
      return { notYet: 'the kubelet has not started it again yet' };
    return healthy();
  };
}

async function runningContainer(host: HostView, criSocket: string, component: ComponentName) {
  const containers = await host.runtime(criSocket).listContainers({ component });
  return containers.find(({ state }) => state === 'running');
}

function healthLook(restarting: Restarting, component: ComponentName): Look {
  const { host } = restarting;
  if (component === 'etcd') return etcdLook(restarting);
  return component === 'kube-apiserver' ? apiServerLook(host) : componentLook(host, component);
}

function etcdLook({ host, certificatesDir, note }: Restarting): Look {
  const membersAwaited = awaitedMembersNote(host, note);
  return async () => {
    const etcd = host.etcd(localEtcdAccess(certificatesDir, [ETCD_ENDPOINT]));
    const { leaderId, errors } = await etcd.status(ETCD_ENDPOINT).catch((error: unknown) => {
      membersAwaited();
      throw error;
    });
    if (leaderId !== '0') return errors.length === 0 || { notYet: `it reports ${errors.join('; ')}` };
    membersAwaited();
    return { notYet: 'it knows no leader: where etcd has several members, most of them have to be up' };
  };
}
