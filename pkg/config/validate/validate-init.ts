import type { DefaultedInit } from '../load/given-config.ts';
import type { ConfigKind } from '../kinds/registry.ts';
import { clusterConfiguration } from '../kinds/cluster-configuration.ts';
import { initConfiguration } from '../kinds/init-configuration.ts';
import { checkFields } from '../schema/check-fields.ts';
import { checkBootstrapTokens } from './bootstrap-tokens.ts';
import { checkEtcd } from './etcd.ts';
import { checkSubjectNames } from './subject-names.ts';
import { checkSubnets } from './subnets.ts';
import { validityWarnings } from './validity-periods.ts';

interface InitCheck {
  /** Tokens begin to live at about this time. */
  readonly now: Date;
  /** Takes each error. */
  readonly report: (kind: ConfigKind, path: string, message: string, hint?: string) => void;
}

/**
 * Check every field, alone and together with others.
 *
 * @returns warnings
 */
export function validateInit({ init, cluster }: DefaultedInit, { now, report: add }: InitCheck): readonly string[] {
  for (const { path, message } of checkFields(initConfiguration, init)) add('InitConfiguration', path, message);
  checkBootstrapTokens(init.bootstrapTokens, now, (path, message, hint) =>
    add('InitConfiguration', path, message, hint),
  );
  const report = (path: string, message: string, hint?: string): void =>
    add('ClusterConfiguration', path, message, hint);
  const bothEtcds = cluster.etcd.local !== undefined && cluster.etcd.external !== undefined;
  for (const { path, message } of checkFields(clusterConfiguration, cluster)) {
    // With both kinds of etcd nobody knows which one is meant, and that is the one thing to say.
    if (!(bothEtcds && path.startsWith('etcd.'))) report(path, message);
  }
  checkSubjectNames('apiServer.certSANs', cluster.apiServer.certSANs, report);
  if (bothEtcds) report('etcd', 'local and external exclude each other', 'keep etcd.local or etcd.external, not both');
  else checkEtcd(cluster, report);
  return [...checkSubnets(cluster, report), ...validityWarnings(cluster)];
}
