import { readYaml } from '../../pkg/yaml/read-yaml.ts';

/**
 * Whether two manifests mean the same Pod: comments, format, the order of fields and empty fields do not count. A text
 * that cannot be read is like no other.
 */
export function isSamePod(one: string, other: string): boolean {
  const [a, b] = [meaningOf(one), meaningOf(other)];
  return a !== undefined && a === b;
}

function meaningOf(manifest: string): string | undefined {
  try {
    return JSON.stringify(plain(readYaml(manifest)));
  } catch {
    return undefined;
  }
}

/** Fields in one order, without those that say nothing: `creationTimestamp: null`, `status: {}`. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, each]) => [key, plain(each)] as const);
  const told = fields.filter(([, each]) => !isEmpty(each)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(told);
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);
}
