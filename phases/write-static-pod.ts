import type { Component } from '../manifests/components/component.ts';
import { staticPod } from '../manifests/render/static-pod.ts';
import type { AccountIds } from '../pkg/accounts/account-names.ts';
import { ensureAccounts } from '../pkg/accounts/ensure-accounts.ts';
import { featureEnabled } from '../pkg/config/feature-gates.ts';
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
  const { config, host, note } = context;
  const accounts = await accountsFor(context, component);
  const patches = await loadPatches(host, config.patchesDirectory, note);
  const { object, notes } = applyPatches(patches, component.name, staticPod(component, accounts));
  notes.forEach(note);
  const path = `${MANIFESTS_DIRECTORY}/${component.name}.yaml`;
  const content = writeYaml(object);
  const outcome = await ensureFile(host, { kind: 'write-file', path, content, mode: 0o600, parentMode: 0o700 });
  note(outcome === 'kept' ? `kept ${path}: it is already up to date` : `wrote ${path}`);
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
