import {
  upgradeConfiguration,
  type GivenUpgradeDocument,
  type UpgradeDocument,
} from '../kinds/upgrade-configuration.ts';
import { complete } from '../schema/complete.ts';
import { validateUpgrade } from '../validate/validate-upgrade.ts';
import type { Problems } from './problems.ts';

/**
 * What was given to `upgrade` with everything filled in and checked.
 *
 * @param problems - takes what is wrong; with anything in it, the result is not to be used
 */
export function resolveUpgrade(given: GivenUpgradeDocument | undefined, problems: Problems): UpgradeDocument {
  const upgrade = complete(upgradeConfiguration, given);
  validateUpgrade(upgrade, (path, message, hint) => problems.add('UpgradeConfiguration', path, message, hint));
  return upgrade;
}
