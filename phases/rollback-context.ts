import type { EtcdRestore } from './etcd-restore.ts';
import type { InitContext } from './init-context.ts';
import type { UpgradeRecord } from './upgrade-backups.ts';
import type { UpgradeJournal } from './upgrade-journal.ts';

/** What the phases of `upgrade rollback` may read and use. */
export interface RollbackContext extends Pick<InitContext, 'host' | 'note' | 'warn'> {
  /** This node as the phases of `init` see one; made from what is on the machine where no API server answers. */
  readonly init: InitContext;
  /** Of the upgrade that is taken back. */
  readonly journal: UpgradeJournal;
  readonly record: UpgradeRecord;
  /** Where the data of etcd go back as well. */
  readonly restore?: EtcdRestore;
}
