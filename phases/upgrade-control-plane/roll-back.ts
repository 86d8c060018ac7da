import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import { manifestFile } from '../write-static-pod.ts';
import { restoreData } from './etcd-data.ts';
import type { PlannedComponent } from './replace-component.ts';
import type { UpgradedComponent, Upgrading } from './upgrading.ts';
import { waitUntilWell } from './wait-until-well.ts';

/**
 * Put the old manifests back, the newest change first, and wait for each.
 *
 * @param changed - what has a new manifest, in the order in which they got it; the last one is in trouble
 * @param reason - what is wrong with it
 * @returns the error to end with
 */
export async function rolledBack(
  upgrading: Upgrading,
  changed: readonly PlannedComponent[],
  reason: unknown,
): Promise<KubeadmError> {
  const { context, journal } = upgrading;
  const culprit = changed.at(-1)?.name ?? 'the control plane';
  context.warn(`${culprit} does not work with its new manifest: the old ones are put back`);
  const troubles: string[] = [];
  // etcd may have written its data in a form that its older version does not read: it goes back only for its own trouble
  const back = changed.filter(({ name }) => name !== 'etcd' || name === culprit).reverse();
  for (const component of back) {
    const trouble = await putBack(upgrading, component).catch((error: unknown) =>
      afterData(upgrading, component, describeError(error)),
    );
    if (trouble !== undefined) troubles.push(`${component.name}: ${trouble}`);
  }
  const names = back.map(({ name }) => name).join(', ');
  if (troubles.length === 0)
    return new KubeadmError('upgrade-rolled-back', `the upgrade was taken back (${names}), because of ${culprit}`, {
      cause: reason,
    });
  return new KubeadmError(
    'upgrade-rollback-failed',
    `${culprit} does not work with its new manifest (${describeError(reason)}), and not everything is well with the old ones either: ${troubles.join('; ')}`,
    { hint: `the old manifests are in ${journal.folders.manifests}; \`kubeadm-ts upgrade rollback\` tries again` },
  );
}

/** Put the old manifest of one component back, and wait until it is well. */
export async function putBack(upgrading: Upgrading, component: UpgradedComponent): Promise<undefined> {
  const { context, journal } = upgrading;
  const { name } = component;
  const manifest = await journal.manifestBefore(name);
  // the trouble came before anything of it was changed
  if (manifest === undefined) return undefined;
  await ensureFile(context.host, manifestFile(name, manifest));
  context.note(`${name} has its old manifest again`);
  const before = journal.hashBefore(name);
  await waitUntilWell(upgrading, component, (hash) => before === undefined || hash === before);
  return undefined;
}

async function afterData(
  upgrading: Upgrading,
  component: PlannedComponent,
  trouble: string,
): Promise<string | undefined> {
  return component.data === undefined ? trouble : restoreData(upgrading, component, component.data, trouble);
}
