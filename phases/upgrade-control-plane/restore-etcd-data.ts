import type { Step } from '../../pkg/workflow/phase.ts';
import type { EtcdRestore } from '../etcd-restore.ts';
import { lossText } from '../etcd-restore.ts';
import { forgetRestoreState, readRestoreState, writeRestoreState, type RestoreState } from '../etcd-restore-state.ts';
import type { RollbackContext } from '../rollback-context.ts';
import { backupStamp } from '../upgrade-backups.ts';
import { manifestFile } from '../write-static-pod.ts';
import { kubernetesComponents } from './components.ts';
import { upgradedEtcd } from './etcd-component.ts';
import { etcdStays } from './roll-back-node.ts';
import { startAgain, stopAll } from './stop-and-start.ts';
import { swapData } from './swap-data.ts';
import type { UpgradedComponent, Upgrading } from './upgrading.ts';

/**
 * The data of etcd as they were before the upgrade. The new data are complete before anything is stopped, the old ones
 * are never removed, and each step is found done or not done by a run that goes on.
 */
export const restoreEtcdData: Step<RollbackContext> = {
  name: 'etcd-data',
  summary: 'Put the data of etcd back from the snapshot that was saved before the upgrade',
  flags: [],
  async run(context) {
    const { host, init, journal, note, restore } = context;
    if (restore === undefined) return;
    note(lossText(restore).replaceAll('\n', ' '));
    const upgrading: Upgrading = { context: init, journal, renew: async () => undefined };
    const made = `${restore.dataDir}/restored-${journal.stamp}`;
    const begun = await readRestoreState(host, journal.folders);
    if (begun === undefined) await makeData(context, restore, made);
    const components = componentsOf(context);
    const state = begun ?? (await begin(context, restore, components));
    await stopAll(upgrading, components, state, () => isSwapped(context, restore, made));
    await swapData(context, { dataDir: restore.dataDir, made, aside: state.aside });
    await startAgain(upgrading, components, state);
    await forgetRestoreState(host, journal.folders);
    tellEnd(context, restore, state);
  },
};

/** etcd first: the others need those before them. */
function componentsOf({ init }: RollbackContext): readonly UpgradedComponent[] {
  const { local } = init.config.cluster.etcd;
  return [...(local === undefined ? [] : [upgradedEtcd(init, local)]), ...kubernetesComponents(init)];
}

async function makeData({ host, note }: RollbackContext, restore: EtcdRestore, to: string): Promise<void> {
  // complete, of a run that was interrupted right after
  if ((await host.stat(to)) !== undefined) return;
  const { snapshot, name, peerUrl, bumpRevision } = restore;
  const why = 'complete before anything is stopped';
  await host.change({ kind: 'restore-snapshot', path: snapshot, to, name, peerUrl, bumpRevision, why });
  note(`made ${to} from the snapshot`);
}

async function begin(
  { host, journal }: RollbackContext,
  { dataDir }: EtcdRestore,
  components: readonly UpgradedComponent[],
): Promise<RestoreState> {
  const manifests: Record<string, string> = {};
  for (const { name } of components) {
    const [before, now] = [await journal.manifestBefore(name), await host.readFile(manifestFile(name, '').path)];
    const text = before === undefined || (name === 'etcd' && etcdStays(before, now)) ? now : before;
    if (text !== undefined) manifests[name] = text;
  }
  const state = { aside: `${dataDir}/member-before-rollback-${backupStamp(host.now())}`, manifests };
  await writeRestoreState(host, journal.folders, state);
  return state;
}

/** Nothing is left to be stopped for: etcd may run already, and is not stopped a second time. */
async function isSwapped({ host }: RollbackContext, { dataDir }: EtcdRestore, made: string): Promise<boolean> {
  const [left, there] = await Promise.all([host.stat(`${made}/member`), host.stat(`${dataDir}/member`)]);
  return left === undefined && there !== undefined;
}

function tellEnd({ note, warn }: RollbackContext, { bumpRevision }: EtcdRestore, { aside }: RestoreState): void {
  note(
    `etcd has the data of before; those that were there until now are in ${aside}: remove them when nobody needs them`,
  );
  if (bumpRevision) return;
  warn(
    'this etcdutl cannot raise the revision: restart the kubelet of every machine (systemctl restart kubelet) and the ' +
      'Pods that watch the cluster (kubectl rollout restart), because what they remember is newer than what is there',
  );
}
