import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import { manifestFile } from '../write-static-pod.ts';
import { staticPodHash } from '../static-pod-hash.ts';
import type { KeptData, PlannedComponent } from './replace-component.ts';
import type { Upgrading } from './upgrading.ts';
import { waitUntilWell } from './wait-until-well.ts';

const STOP_LIMIT_MS = 60_000;

/** Copy etcd's data before etcd is replaced, as the reference does. An interrupted run's copy is older, and counts. */
export async function keepData({ context, journal }: Upgrading, { directory }: KeptData): Promise<void> {
  const { host, note } = context;
  const to = `${journal.folders.etcd}/etcd`;
  if ((await host.stat(to)) !== undefined) return;
  await journal.begin();
  await host.change({ kind: 'copy-directory', path: directory, to, why: 'a copy of the data before etcd is replaced' });
  note(`copied ${directory} to ${journal.folders.etcd}`);
}

/**
 * The last resort for an etcd that does not come up with its old manifest either: its old data. Only a member that is
 * alone may go back in time; another one would contradict what it promised to the rest.
 *
 * @param trouble - what is wrong with it
 * @returns what is wrong then; `undefined` once it is well
 */
export async function restoreData(
  upgrading: Upgrading,
  component: PlannedComponent,
  { directory, alone }: KeptData,
  trouble: string,
): Promise<string | undefined> {
  const { context, journal } = upgrading;
  const { host, warn } = context;
  const from = `${journal.folders.etcd}/etcd`;
  const manifest = await journal.manifestBefore('etcd');
  if (manifest === undefined || (await host.stat(from)) === undefined) return trouble;
  if (!alone)
    return `${trouble}; its data of before is in ${from}, but in a cluster of several members it must not go back: \`kubeadm-ts reset\` and join it anew`;
  warn(`etcd does not come up with its old manifest (${trouble}): its data is put back as well`);
  try {
    await stopEtcd(upgrading);
    await host.change({ kind: 'empty-directory', path: directory, why: 'its data of before takes its place' });
    await host.change({ kind: 'copy-directory', path: from, to: directory, why: 'the data of before' });
    await host.change(manifestFile('etcd', manifest));
    await waitUntilWell(upgrading, component, () => true);
    return undefined;
  } catch (error) {
    return `${describeError(error)}; its data of before is in ${from}`;
  }
}

/** Without its manifest the kubelet stops it. */
async function stopEtcd({ context }: Upgrading): Promise<void> {
  const { host, config } = context;
  const { name, criSocket } = config.nodeRegistration;
  await host.change({ kind: 'remove-file', path: manifestFile('etcd', '').path, why: 'the kubelet then stops etcd' });
  const gone = async () =>
    (await staticPodHash(host, { pod: `etcd-${name}`, criSocket })) === undefined || { notYet: 'its Pod still runs' };
  await host.until('etcd to stop', gone, { timeoutMs: STOP_LIMIT_MS });
}
