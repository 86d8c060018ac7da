import { WatchedWait } from '../../pkg/diagnosis/watched-wait.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Readiness } from '../../pkg/host/host.ts';
import { staticPodHash } from '../static-pod-hash.ts';
import { endingHastener } from './hasten-end.ts';
import { podOf, type UpgradedComponent, type Upgrading } from './upgrading.ts';

/**
 * Wait until the kubelet runs the Pod that it should run, and that is well.
 *
 * @param isWanted - whether the Pod that runs, by its hash, is the wanted one
 * @throws KubeadmError `manifest-not-taken`; `control-plane-not-healthy` with a diagnosis
 */
export async function waitUntilWell(
  { context }: Upgrading,
  component: UpgradedComponent,
  isWanted: (hash: string) => boolean,
): Promise<void> {
  const { config, host, note } = context;
  const { criSocket } = config.nodeRegistration;
  const { name, look } = component;
  const timeoutMs = config.timeouts.upgradeManifests;
  const question = { pod: podOf(context, name), criSocket };
  const begin = host.now().getTime();
  await waitForEnd(context, name, async () => {
    const hash = await staticPodHash(host, question);
    return hash === undefined || isWanted(hash);
  });
  const watched = new WatchedWait(host, { criSocket, components: [name] });
  const lookAtBoth = async (): Promise<Readiness> => {
    const hash = await staticPodHash(host, question);
    if (hash === undefined) return { notYet: 'the kubelet is starting its Pod' };
    return isWanted(hash) ? look() : { notYet: 'the kubelet runs something else than its manifest' };
  };
  const waited = await watched.wait(name, lookAtBoth, timeoutMs);
  if (waited !== undefined) note(`${name} is healthy (after ${((host.now().getTime() - begin) / 1000).toFixed(1)}s)`);
}

/**
 * Until then nothing can be said of the new Pod: what runs, and what its log says, is the old one.
 *
 * @param gone - whether the old Pod has ended, or another one runs
 */
async function waitForEnd(
  context: Upgrading['context'],
  name: UpgradedComponent['name'],
  gone: () => Promise<boolean>,
): Promise<void> {
  const { host, config } = context;
  const timeoutMs = config.timeouts.upgradeManifests;
  const hasten = name === 'kube-apiserver' ? endingHastener(context) : async () => undefined;
  const look = async (): Promise<Readiness> => {
    if (await gone()) return true;
    await hasten();
    return { notYet: 'the Pod of the manifest before still runs' };
  };
  await host.until(name, look, { timeoutMs }).catch((error: unknown) => {
    if (!(error instanceof KubeadmError) || error.code !== 'wait-timeout') throw error;
    throw new KubeadmError(
      'manifest-not-taken',
      `the kubelet has not taken the manifest of ${name} within ${timeoutMs / 1000}s: ${error.message}`,
      { hint: 'see what the kubelet says (journalctl -u kubelet -n 100), then run the same command again' },
    );
  });
}
