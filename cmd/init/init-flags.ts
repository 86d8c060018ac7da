import type { InitFlags } from '../../pkg/config/types.ts';
import type { FlagValues } from '../cli/flag.ts';

/** `--cri-socket` -> `criSocket`: the names of {@link InitFlags} are those of the flags. */
export function initFlags(values: FlagValues): InitFlags {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value])) as InitFlags;
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
