import type { InitFlags } from '../../pkg/config/types.ts';
import { camelCase } from '../cli/camel-case.ts';
import type { FlagValues } from '../cli/flag.ts';

/** `--cri-socket` -> `criSocket`: the names of {@link InitFlags} are those of the flags. */
export function initFlags(values: FlagValues): InitFlags {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value])) as InitFlags;
}
