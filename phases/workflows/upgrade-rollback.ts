import type { Phase } from '../../pkg/workflow/phase.ts';
import { restoreKubeletConfig } from '../kubelet/restore-kubelet-config.ts';
import type { RollbackContext } from '../rollback-context.ts';
import { restoreObjects } from '../upgrade-backup/restore-objects.ts';
import { restoreEtcdData } from '../upgrade-control-plane/restore-etcd-data.ts';
import { rollBackControlPlane } from '../upgrade-control-plane/roll-back-node.ts';

/** What `upgrade rollback` does, in order. */
export const upgradeRollbackWorkflow: readonly Phase<RollbackContext>[] = [
  restoreEtcdData,
  rollBackControlPlane,
  restoreKubeletConfig,
  restoreObjects,
];
