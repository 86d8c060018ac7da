import { etcdEndpoints, localEtcdAccess, syncedEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import type { EtcdAccess } from '../../pkg/etcd/etcd.ts';
import type { InitContext } from '../init-context.ts';
import { awaited } from '../awaited.ts';

/**
 * Access to the etcd of the cluster that is joined: its Pods tell where it is, and then its own list of members.
 *
 * @returns `undefined` in a dry run that cannot ask
 * @throws KubeadmError `wait-timeout`, `api-*`, `etcd-*`
 */
export async function findEtcd({
  config,
  host,
}: Pick<InitContext, 'config' | 'host'>): Promise<EtcdAccess | undefined> {
  const { kubernetesAPICall, etcdAPICall } = config.timeouts;
  const endpoints = await awaited(
    host,
    'the etcd Pods of the cluster',
    async () => {
      const found = await etcdEndpoints(host);
      return found.length > 0 ? { found } : { notYet: 'no Pod in kube-system has the label component=etcd' };
    },
    { timeoutMs: kubernetesAPICall },
  );
  if (endpoints === undefined) return undefined;
  const access = localEtcdAccess(config.cluster.certificatesDir, endpoints);
  return awaited(host, 'etcd', async () => ({ found: await syncedEtcdAccess(host, access) }), {
    timeoutMs: etcdAPICall,
  });
}
