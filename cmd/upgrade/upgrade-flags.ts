import type { UpgradeFlags } from '../../pkg/config/upgrade-types.ts';
import { camelCase } from '../cli/camel-case.ts';
import type { FlagValues } from '../cli/flag.ts';

/** `--etcd-upgrade` -> `etcdUpgrade`: the names of {@link UpgradeFlags} are those of the flags; the argument is the version. */
export function upgradeFlags(values: FlagValues, [version]: readonly string[]): UpgradeFlags {
  const named = Object.entries(values).map(([name, value]) => [camelCase(name), value]);
  return { ...(Object.fromEntries(named) as UpgradeFlags), ...(version === undefined ? {} : { version }) };
}
