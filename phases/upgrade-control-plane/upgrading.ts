import type { Look } from '../../pkg/diagnosis/health-looks.ts';
import type { ComponentName } from '../../pkg/diagnosis/known-problem.ts';
import type { InitContext } from '../init-context.ts';
import type { UpgradeJournal } from '../upgrade-journal.ts';

/** A control plane that is being upgraded. */
export interface Upgrading {
  /** This node as the phases of `init` see one, with the version that is upgraded to. */
  readonly context: InitContext;
  readonly journal: UpgradeJournal;
  /** Renews the certificates of a component, or those that belong to none; nothing where renewal was not asked for. */
  readonly renew: (component: ComponentName | undefined) => Promise<void>;
}

/** One program of the control plane. */
export interface UpgradedComponent {
  readonly name: ComponentName;
  /** Its new manifest. @param current - the one that stands there */
  manifest(current: string): Promise<string>;
  /** Whether the new one is well. */
  readonly look: Look;
}

/** Name of a component's static Pod on this node. */
export function podOf({ config }: Pick<InitContext, 'config'>, component: string): string {
  return `${component}-${config.nodeRegistration.name}`;
}
