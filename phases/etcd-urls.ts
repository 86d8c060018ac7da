import { ETCD_CLIENT_PORT, ETCD_PEER_PORT } from '../manifests/components/etcd.ts';
import type { InitConfig } from '../pkg/config/types.ts';
import { joinHostPort } from '../pkg/net/host-port.ts';

type Config = Pick<InitConfig, 'localAPIEndpoint'>;

/** Where the other members reach this machine's member. */
export function peerUrlOf(config: Config): string {
  return urlOf(config, ETCD_PEER_PORT);
}

/** Where clients reach this machine's member. */
export function clientUrlOf(config: Config): string {
  return urlOf(config, ETCD_CLIENT_PORT);
}

function urlOf({ localAPIEndpoint }: Config, port: number): string {
  return `https://${joinHostPort(localAPIEndpoint.advertiseAddress, port)}`;
}
