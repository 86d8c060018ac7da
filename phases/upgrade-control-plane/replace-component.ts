import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import { staticPodHash } from '../static-pod-hash.ts';
import { manifestFile } from '../write-static-pod.ts';
import { isSamePod } from './same-pod.ts';
import { podOf, type UpgradedComponent, type Upgrading } from './upgrading.ts';
import { waitUntilWell } from './wait-until-well.ts';

/** A component with its new manifest, computed before anything is changed. */
export interface PlannedComponent extends UpgradedComponent {
  readonly current: string;
  readonly wanted: string;
  /** What it keeps on this machine: copied before it is replaced. */
  readonly data?: KeptData;
}

/** Where a component keeps data, and whether nobody else has them too. */
export interface KeptData {
  readonly directory: string;
  readonly alone: boolean;
}

/** @throws KubeadmError `manifest-missing`, and what a patch that does not fit throws */
export async function planComponent(upgrading: Upgrading, component: UpgradedComponent): Promise<PlannedComponent> {
  const { path } = manifestFile(component.name, '');
  const current = await upgrading.context.host.readFile(path);
  if (current !== undefined) return { ...component, current, wanted: await component.manifest(current) };
  throw new KubeadmError(
    'manifest-missing',
    `there is no ${path}: ${component.name} does not run here as a static Pod`,
    {
      hint: `put the manifest back (copies of earlier upgrades are below /etc/kubernetes/tmp), or write it with \`kubeadm-ts init phase\``,
    },
  );
}

/** Whether there is anything to do: its Pod changes, or an interrupted run changed it and did not see it well. */
export async function isConcerned(
  { journal }: Upgrading,
  { name, current, wanted }: PlannedComponent,
): Promise<boolean> {
  return !isSamePod(current, wanted) || (await journal.manifestBefore(name)) !== undefined;
}

/**
 * Put a component's new manifest in the place of the old one, which is kept, and wait until the kubelet runs it and it
 * is well.
 *
 * @throws KubeadmError with a diagnosis when it does not become well
 */
export async function replaceComponent(upgrading: Upgrading, component: PlannedComponent): Promise<void> {
  const { context, journal, renew } = upgrading;
  const { name, current, wanted } = component;
  if (!isSamePod(current, wanted)) {
    if ((await journal.manifestBefore(name)) === undefined)
      await journal.keepManifest(name, current, await hashOf(upgrading, name));
    await renew(name);
    await ensureFile(context.host, manifestFile(name, await component.manifest(current)));
    context.note(`${name} has its new manifest; the old one is in ${journal.folders.manifests}`);
  }
  const before = journal.hashBefore(name);
  await waitUntilWell(upgrading, component, (hash) => hash !== before);
}

/** What cannot be told now cannot be compared later: any Pod is a new one then. */
function hashOf({ context }: Upgrading, name: string): Promise<string | undefined> {
  const { criSocket } = context.config.nodeRegistration;
  return staticPodHash(context.host, { pod: podOf(context, name), criSocket }).catch(() => undefined);
}
