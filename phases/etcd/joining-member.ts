import { ETCD_CLIENT_PORT, ETCD_PEER_PORT } from '../../manifests/components/etcd.ts';
import type { LocalEtcd } from '../../pkg/config/types.ts';
import { localEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import type { EtcdAccess } from '../../pkg/etcd/etcd.ts';
import { joinHostPort } from '../../pkg/net/host-port.ts';
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
  const { nodeRegistration, localAPIEndpoint, cluster } = context.config;
  const at = (port: number): string => `https://${joinHostPort(localAPIEndpoint.advertiseAddress, port)}`;
  const clientUrl = at(ETCD_CLIENT_PORT);
  const { endpoints, ...rest } = access ?? localEtcdAccess(cluster.certificatesDir, []);
  return {
    context,
    local,
    name: nodeRegistration.name,
    peerUrl: at(ETCD_PEER_PORT),
    clientUrl,
    // as long as it is a learner it answers next to nothing
    access: {
      ...rest,
      endpoints: [...endpoints.filter((url) => url !== clientUrl), ...endpoints.filter((url) => url === clientUrl)],
    },
    known: access !== undefined,
  };
}
