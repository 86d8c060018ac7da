import type { Look } from '../pkg/diagnosis/health-looks.ts';
import type { ComponentName } from '../pkg/diagnosis/known-problem.ts';
import { WatchedWait } from '../pkg/diagnosis/watched-wait.ts';
import type { ContainerInfo } from '../pkg/cri/runtime.ts';
import type { Host, Readiness } from '../pkg/host/host.ts';
import type { InitContext } from './init-context.ts';

/** What restarting a static Pod needs of its surroundings. */
export interface RestartContext extends Pick<InitContext, 'note'> {
  readonly host: Host;
  /** `unix://...` */
  readonly criSocket: string;
  /** Milliseconds until it has to be healthy again (`timeouts.controlPlaneComponentHealthCheck`). */
  readonly timeoutMs: number;
}

/**
 * Start a component anew that runs as a static Pod of this machine, and wait until it is healthy: its container is
 * stopped, and the kubelet starts another one, which reads its files again. The manifest is not touched. Where no
 * container runs, the kubelet is about to start one, and only that is waited for.
 *
 * @param look - whether the new one is healthy
 * @throws KubeadmError `control-plane-not-healthy` with a diagnosis, or the runtime's error
 */
export async function restartStaticPod(context: RestartContext, component: ComponentName, look: Look): Promise<void> {
  const { host, criSocket, timeoutMs, note } = context;
  const old = await runningContainer(context, component);
  if (old !== undefined) await host.change({ kind: 'stop-container', id: old.id, name: component, criSocket });
  const watched = new WatchedWait(host, { criSocket, components: [component] });
  const waited = await watched.wait(component, () => lookAtNewOne(context, component, old?.id, look), timeoutMs);
  if (waited !== undefined) note(`${component} runs anew and is healthy (after ${(waited / 1000).toFixed(1)}s)`);
}

async function lookAtNewOne(
  context: RestartContext,
  component: ComponentName,
  old: string | undefined,
  look: Look,
): Promise<Readiness> {
  const running = await runningContainer(context, component);
  if (running === undefined) return { notYet: 'the kubelet has not started its container again' };
  return running.id === old ? { notYet: 'its old container is still ending' } : look();
}

async function runningContainer(
  { host, criSocket }: RestartContext,
  component: ComponentName,
): Promise<ContainerInfo | undefined> {
  const containers = await host.runtime(criSocket).listContainers({ component });
  return containers.find(({ state }) => state === 'running');
}
