import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import { forgetRestoreState, type RestoreState } from '../etcd-restore-state.ts';
import { staticPodHash } from '../static-pod-hash.ts';
import { manifestFile } from '../write-static-pod.ts';
import { endingHastener } from './hasten-end.ts';
import { podOf, type UpgradedComponent, type Upgrading } from './upgrading.ts';
import { waitUntilWell } from './wait-until-well.ts';

/** The kubelet gives an API server 30 s. */
const STOP_LIMIT_MS = 120_000;

/**
 * Stop the control plane of this machine: without its manifest the kubelet ends a static Pod. Those who remember a
 * newer state than etcd will have must not act on it, so all of them stop.
 *
 * @param done - whether there is nothing left to stop for
 * @throws KubeadmError `wait-timeout`; then everything runs again as before
 */
export async function stopAll(
  upgrading: Upgrading,
  components: readonly UpgradedComponent[],
  state: RestoreState,
  done: () => Promise<boolean>,
): Promise<void> {
  if (await done()) return;
  const { context, journal } = upgrading;
  const { host, note } = context;
  const taken = new Map<string, string>();
  for (const { name } of [...components].reverse()) {
    const { path } = manifestFile(name, '');
    const content = await host.readFile(path);
    if (content === undefined) continue;
    taken.set(name, content);
    await host.change({ kind: 'remove-file', path, why: 'the kubelet then stops its Pod' });
  }
  try {
    await waitUntilGone(upgrading, components);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    // between the two renames etcd would begin with nothing
    if ((await host.stat(state.aside)) !== undefined) throw error;
    for (const { name } of components) {
      const content = taken.get(name) ?? state.manifests[name];
      if (content !== undefined) await ensureFile(host, manifestFile(name, content));
    }
    await forgetRestoreState(host, journal.folders);
    throw error;
  }
  note('the control plane of this machine is stopped');
}

async function waitUntilGone(upgrading: Upgrading, components: readonly UpgradedComponent[]): Promise<void> {
  const { host, config } = upgrading.context;
  const { criSocket } = config.nodeRegistration;
  const hasten = endingHastener(upgrading.context);
  const gone = async () => {
    const running: string[] = [];
    for (const { name } of components) {
      const pod = podOf(upgrading.context, name);
      if ((await staticPodHash(host, { pod, criSocket })) !== undefined) running.push(name);
    }
    if (running.includes('kube-apiserver')) await hasten();
    return running.length === 0 || { notYet: `still running: ${running.join(', ')}` };
  };
  await host.until('the control plane to stop', gone, { timeoutMs: STOP_LIMIT_MS });
}

/** Put the manifests back, each after the one before it is well. */
export async function startAgain(
  upgrading: Upgrading,
  components: readonly UpgradedComponent[],
  { manifests, aside }: RestoreState,
): Promise<void> {
  for (const component of components) {
    const manifest = manifests[component.name];
    if (manifest === undefined) continue;
    await ensureFile(upgrading.context.host, manifestFile(component.name, manifest));
    try {
      await waitUntilWell(upgrading, component, () => true);
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      throw new KubeadmError(
        'restore-not-healthy',
        `the data of before are in place, and ${component.name} is not well with them: ${describeError(error)}`,
        {
          cause: error,
          hint: `mend that and run the same command again: it goes on from here. The data of until now are in ${aside}`,
        },
      );
    }
  }
}
