import type { EnvVar } from '../../pkg/config/types.ts';

/**
 * Variables by name; of those with the same name the last one counts.
 *
 * @param lists - later lists win
 */
export function mergeEnv(...lists: readonly (readonly EnvVar[])[]): readonly EnvVar[] {
  const byName = new Map(lists.flat().map((variable) => [variable.name, variable]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The proxy settings among a process's variables (`HTTP_PROXY`, `no_proxy`, ...): those components inherit them,
 * because they run in containers that inherit nothing.
 */
export function proxyEnv(env: Readonly<Record<string, string | undefined>>): readonly EnvVar[] {
  const found: EnvVar[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (name.toLowerCase().endsWith('_proxy') && value !== undefined && value !== '') found.push({ name, value });
  }
  return mergeEnv(found);
}
