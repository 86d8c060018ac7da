import type { Component } from '../manifests/components/component.ts';
import { staticPod } from '../manifests/render/static-pod.ts';
import type { AccountIds } from '../pkg/accounts/account-names.ts';
import { ensureAccounts } from '../pkg/accounts/ensure-accounts.ts';
import { featureEnabled } from '../pkg/config/feature-gates.ts';
import type { WriteFile } from '../pkg/host/change.ts';
import { ensureFile } from '../pkg/host/ensure-file.ts';
import { ensureOwner } from '../pkg/host/ensure-owner.ts';
import { applyPatches } from '../pkg/patches/apply-patches.ts';
import { loadPatches } from '../pkg/patches/load-patches.ts';
import { writeYaml } from '../pkg/yaml/write-yaml.ts';
import type { InitContext } from './init-context.ts';

/** The folder that the kubelet watches for static Pods. */
export const MANIFESTS_DIRECTORY = '/etc/kubernetes/manifests';

type Context = Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>;

/**
 * Write a component's manifest where the kubelet finds it, with the user's patches. With the gate
 * RootlessControlPlane, its account is made and given its files first.
 *
 * @throws KubeadmError when a patch does not fit, an account cannot be used, or the file cannot be written
 */
export async function writeStaticPod(context: Context, component: Component): Promise<void> {
  const change = manifestFile(component.name, await staticPodManifest(context, component));
  const outcome = await ensureFile(context.host, change);
  context.note(outcome === 'kept' ? `kept ${change.path}: it is already up to date` : `wrote ${change.path}`);
}

/**
 * The text of a component's manifest, with the user's patches. With the gate RootlessControlPlane, its account is made
 * and given its files.
 *
 * @throws KubeadmError when a patch does not fit, or an account cannot be used
 */
export async function staticPodManifest(context: Context, component: Component): Promise<string> {
  const { config, host, note } = context;
  const accounts = await accountsFor(context, component);
  const patches = await loadPatches(host, config.patchesDirectory, note);
  const { object, notes } = applyPatches(patches, component.name, staticPod(component, accounts));
  notes.forEach(note);
  return writeYaml(object);
}

/** A component's manifest where the kubelet finds it: only root reads it. */
export function manifestFile(component: string, content: string): WriteFile {
  const path = `${MANIFESTS_DIRECTORY}/${component}.yaml`;
  return { kind: 'write-file', path, content, mode: 0o600, parentMode: 0o700 };
}

async function accountsFor(context: Context, component: Component): Promise<AccountIds | undefined> {
  const { config, host, warn } = context;
  if (!featureEnabled(config.cluster.featureGates, 'RootlessControlPlane')) return undefined;
  const accounts = await ensureAccounts(host);
  if (accounts === undefined) {
    warn(`${component.name} is shown as root: the numbers of its account are known when the account is made`);
    return undefined;
  }
  await giveFiles(context, component, accounts);
  return accounts;
}

async function giveFiles({ host }: Context, { unprivileged }: Component, { users, groups }: AccountIds): Promise<void> {
  const { account, owns } = unprivileged;
  const own = { uid: users[account], gid: groups[account] };
  for (const { sharedWith, ...path } of owns) {
    const owner = sharedWith === undefined ? own : { uid: 0, gid: groups[sharedWith] };
    await ensureOwner(host, { kind: 'set-owner', owner, ...path });
  }
}
