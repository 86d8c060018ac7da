import type { ResetFlags } from '../../pkg/config/types.ts';
import { camelCase } from '../cli/camel-case.ts';
import type { FlagValues } from '../cli/flag.ts';

/** `--cert-dir` -> `certDir`: the names of {@link ResetFlags} are those of the flags. */
export function resetFlags(values: FlagValues): ResetFlags {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value])) as ResetFlags;
}
