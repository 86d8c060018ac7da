import type { LocalEtcd } from '../../pkg/config/types.ts';
import { localEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import type { EtcdAccess } from '../../pkg/etcd/etcd.ts';
import { clientUrlOf, peerUrlOf } from '../etcd-urls.ts';
import type { InitContext } from '../init-context.ts';

/** A machine on its way into the etcd cluster, and how the cluster is reached. */
export interface JoiningMember {
  readonly context: Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>;
  readonly local: LocalEtcd;
  readonly name: string;
  readonly peerUrl: string;
  readonly clientUrl: string;
  /** The members that were there before. */
  readonly access: EtcdAccess;
  /** False in a dry run that cannot ask the cluster. */
  readonly known: boolean;
}

/** @param access - absent when the cluster cannot be asked */
export function joiningMember(
  context: JoiningMember['context'],
  local: LocalEtcd,
  access: EtcdAccess | undefined,
): JoiningMember {
  const { nodeRegistration, cluster } = context.config;
  const clientUrl = clientUrlOf(context.config);
  const { endpoints, ...rest } = access ?? localEtcdAccess(cluster.certificatesDir, []);
  return {
    context,
    local,
    name: nodeRegistration.name,
    peerUrl: peerUrlOf(context.config),
    clientUrl,
    // as long as it is a learner it answers next to nothing
    access: {
      ...rest,
      endpoints: [...endpoints.filter((url) => url !== clientUrl), ...endpoints.filter((url) => url === clientUrl)],
    },
    known: access !== undefined,
  };
}
