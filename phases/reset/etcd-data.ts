import { detectInitSystem } from '../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../pkg/initsystem/service-state.ts';
import type { ResetContext } from '../reset-context.ts';
import { emptyFolder } from './empty-folder.ts';
import { foreignReason } from './owned-folder.ts';
import { ETCD_MANIFEST } from './paths.ts';
import { stopKubelet } from './stop-kubelet.ts';

type Needs = Pick<ResetContext, 'host' | 'node' | 'note' | 'warn'>;

/**
 * Empty the folder of etcd's data, also when the member could not be removed. The kubelet is stopped before: it would
 * start etcd again, which would begin a new cluster in the empty folder.
 */
export async function removeEtcdData(context: Needs): Promise<void> {
  const { host, node, warn, note } = context;
  const { etcdDataDir, cluster } = await node();
  if (etcdDataDir === undefined) {
    return note(
      cluster?.etcd.external === undefined
        ? `${ETCD_MANIFEST} names no folder for data: taken for an external etcd`
        : "an external etcd's data is not touched",
    );
  }
  const names = (await host.listDirectory(etcdDataDir)) ?? [];
  if (names.length === 0 && (await host.linkTarget(etcdDataDir)) === undefined) return;
  const foreign = await foreignData(host, etcdDataDir);
  if (foreign !== undefined) return warn(`${etcdDataDir} is not emptied: ${foreign}`);
  await stopKubelet(context);
  const failures = await emptyFolder(context, etcdDataDir, "the data of this node's etcd member");
  for (const { reason } of failures)
    warn(`${reason}; remove what is left by hand: the next init or join needs it empty`);
}

/** Somebody's own etcd may keep its data in the usual place. */
async function foreignData(host: Needs['host'], folder: string): Promise<string | undefined> {
  const reason = await foreignReason(host, folder);
  if (reason !== undefined || (await host.stat(ETCD_MANIFEST)) !== undefined) return reason;
  const system = await detectInitSystem(host);
  const runs = system !== undefined && (await serviceState(host, system).isActive('etcd'));
  return runs ? 'the service etcd runs on this machine, and no static Pod does: the data may be its own' : undefined;
}
