import { KubeadmError } from '../../errors/kubeadm-error.ts';

/** Names of checks, and the field of the configuration that holds them. */
export interface ChecksOfConfig {
  readonly names: readonly string[];
  readonly field: string;
}

/**
 * The preflight checks whose errors become warnings: those of the flag and of the configuration, in lower case, sorted.
 *
 * @throws KubeadmError `invalid-ignore-list` when `all` stands beside another name
 */
export function ignoredChecks(fromFlag: readonly string[] = [], fromConfig: ChecksOfConfig): readonly string[] {
  const names = [...new Set([...fromFlag, ...fromConfig.names].map((name) => name.toLowerCase()))].sort();
  if (!names.includes('all') || names.length === 1) return names;
  throw new KubeadmError('invalid-ignore-list', `the checks to ignore hold "all" beside others: ${names.join(', ')}`, {
    hint: `give --ignore-preflight-errors (or ${fromConfig.field}) "all" alone, or only names of checks`,
  });
}
