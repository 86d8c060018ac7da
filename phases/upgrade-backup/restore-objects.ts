import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import type { KubeObject, ObjectRef } from '../../pkg/kube/kube-object.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { RollbackContext } from '../rollback-context.ts';
import { objectPath, OBJECTS_BACKED_UP } from '../upgrade-backups.ts';

/** Fields that the API server sets. */
const SERVERS_OWN = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields'];

/** What the whole cluster shares, as it was before `upgrade apply`: `upgrade node` has not touched it. */
export const restoreObjects: Step<RollbackContext> = {
  name: 'cluster',
  summary: "Put the cluster's configuration and its addons back as they were before",
  flags: [],
  async run(context) {
    const { host, note, record } = context;
    const saved = (await Promise.all(OBJECTS_BACKED_UP.map((ref) => savedObject(context, ref)))).flat();
    if (saved.length === 0) return note(`nothing of the cluster was replaced by upgrade ${record.command}`);
    const outcomes = await ensureObjects(host, saved);
    note(
      allKept(outcomes)
        ? 'kept what the cluster shares: it is as it was before'
        : `the cluster is at ${record.from} again`,
    );
  },
};

async function savedObject({ host, journal }: RollbackContext, ref: ObjectRef): Promise<readonly KubeObject[]> {
  const text = await host.readFile(objectPath(journal.folders, ref));
  if (text === undefined) return [];
  const { status: _status, ...object } = JSON.parse(text) as KubeObject & { readonly status?: unknown };
  const metadata = Object.entries(object.metadata).filter(([key]) => !SERVERS_OWN.includes(key));
  return [{ ...object, metadata: Object.fromEntries(metadata) as unknown as KubeObject['metadata'] }];
}
