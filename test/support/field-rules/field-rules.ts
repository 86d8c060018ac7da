import { CLUSTER_RULES, ETCD_RULES } from './cluster-rules.ts';
import type { FieldRule } from './field-rule.ts';
import { INIT_RULES, JOIN_RULES } from './init-join-rules.ts';
import { RESET_RULES, UPGRADE_RULES } from './reset-upgrade-rules.ts';

/** Every field of every kind of v1beta4, as the reference (1.36.2) judges values of it: all were tried with it. */
export const FIELD_RULES: readonly FieldRule[] = [
  ...CLUSTER_RULES,
  ...ETCD_RULES,
  ...INIT_RULES,
  ...JOIN_RULES,
  ...RESET_RULES,
  ...UPGRADE_RULES,
];

/** A file with one value for a field, and nothing in it that asks the network. */
export function ruleDocument(kind: string, snippet: string, value: string): string {
  const head = (name: string): string => `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ${name}\n`;
  const version = snippet.startsWith('kubernetesVersion') ? '' : 'kubernetesVersion: v1.36.2\n';
  const fields = `${snippet.replace('*', () => value)}\n`;
  if (kind === 'ClusterConfiguration') return `${head(kind)}${version}${fields}`;
  const beside = kind === 'InitConfiguration' ? `---\n${head('ClusterConfiguration')}${version}` : '';
  return `${head(kind)}${fields}${beside}`;
}
