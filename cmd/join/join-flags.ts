import type { JoinFlags } from '../../pkg/config/types.ts';
import type { FlagValues } from '../cli/flag.ts';
import { camelCase } from '../cli/camel-case.ts';

/** `--discovery-token` -> `discoveryToken`: the names of {@link JoinFlags} are those of the flags; the argument is the endpoint. */
export function joinFlags(values: FlagValues, [endpoint]: readonly string[]): JoinFlags {
  const named = Object.entries(values).map(([name, value]) => [camelCase(name), value]);
  return { ...(Object.fromEntries(named) as JoinFlags), ...(endpoint === undefined ? {} : { endpoint }) };
}
