import type { Manifest } from '../manifest.ts';

const NAME = 'coredns';
const NAMESPACE = 'kube-system';
/** Where a Corefile is kept as it was before its migration; the reference's name for it. */
const BACKUP_KEY = 'Corefile-backup';

/** The ConfigMap with a migrated Corefile, and the one that it was made from. */
export function migratedConfigMap(corefile: string, backup: string): Manifest {
  const data = { Corefile: corefile, [BACKUP_KEY]: backup };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: NAME, namespace: NAMESPACE }, data };
}

/** Lets the Deployment read the Corefile as it was. */
export function backupCorefilePatch(): Manifest {
  const items = [{ key: BACKUP_KEY, path: 'Corefile' }];
  const volumes = [{ name: 'config-volume', configMap: { name: NAME, items } }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: { template: { spec: { volumes } } },
  };
}
