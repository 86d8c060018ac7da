import { localEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { asUpgradeInitContext } from '../as-upgrade-init-context.ts';
import { clientUrlOf } from '../etcd-urls.ts';
import { keepFile, objectPath, OBJECTS_BACKED_UP, snapshotPath } from '../upgrade-backups.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { UpgradeJournal } from '../upgrade-journal.ts';

/** Not of the reference: the way back for what the whole cluster shares. */
export const upgradeBackup: Step<UpgradeContext> = {
  name: 'backup',
  summary: 'Save a snapshot of etcd and what the cluster shares, for the way back',
  details:
    'Saves a snapshot of the local etcd (through its maintenance API, its hash is checked) and the objects that the ' +
    'upgrade replaces below /etc/kubernetes/tmp, for root alone. `upgrade rollback` takes them from there. The snapshot ' +
    'holds every Secret of the cluster.',
  flags: ['kubeconfig'],
  async run(context) {
    const journal = await UpgradeJournal.open(context);
    await journal.begin();
    await saveSnapshot(context, journal);
    await saveObjects(context, journal);
  },
};

/** An interrupted run saved one of an earlier moment: that one counts. */
async function saveSnapshot(context: UpgradeContext, { folders }: UpgradeJournal): Promise<void> {
  const { host, config, note } = await asUpgradeInitContext(context);
  if (config.cluster.etcd.local === undefined)
    return note('etcd is external: no snapshot is saved here, save one where it runs');
  const path = snapshotPath(folders);
  if ((await host.stat(path)) !== undefined) return note(`kept ${path}`);
  const access = localEtcdAccess(config.cluster.certificatesDir, [clientUrlOf(config)]);
  await host.change({ kind: 'snapshot-etcd', access, path, why: 'what the cluster holds before anything is changed' });
  note(`saved a snapshot of etcd to ${path}`);
}

async function saveObjects({ host, note }: UpgradeContext, { folders }: UpgradeJournal): Promise<void> {
  let count = 0;
  for (const ref of OBJECTS_BACKED_UP) {
    const object = await host.getObject(ref);
    if (object === undefined) continue;
    await keepFile(host, objectPath(folders, ref), `${JSON.stringify(object)}\n`);
    count += 1;
  }
  note(`saved ${count} objects of kube-system to ${folders.objects}`);
}
