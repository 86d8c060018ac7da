import type { InitConfig } from '../config/types.ts';
import { joinHostPort, splitHostPort } from './host-port.ts';

type Endpoints = Pick<InitConfig, 'localAPIEndpoint' | 'cluster'>;

/** The URL of the API server on this machine: `https://192.0.2.10:6443`. */
export function localEndpoint(config: Pick<InitConfig, 'localAPIEndpoint'>): string {
  const { advertiseAddress, bindPort } = config.localAPIEndpoint;
  return `https://${joinHostPort(advertiseAddress, bindPort)}`;
}

/** The URL by which the cluster's API servers are reached together; without one, this machine's. */
export function controlPlaneEndpointUrl(config: Endpoints): string {
  return `https://${controlPlaneHostPort(config)}`;
}

/** `host:port` of `controlPlaneEndpointUrl`, as a join command takes it. */
export function controlPlaneHostPort(config: Endpoints): string {
  const { controlPlaneEndpoint } = config.cluster;
  if (controlPlaneEndpoint === '')
    return joinHostPort(config.localAPIEndpoint.advertiseAddress, config.localAPIEndpoint.bindPort);
  const parts = splitHostPort(controlPlaneEndpoint);
  if (parts === undefined) return joinHostPort(controlPlaneEndpoint, config.localAPIEndpoint.bindPort);
  return joinHostPort(parts.host, parts.port);
}

/** The host of `controlPlaneEndpoint`, without port or brackets; `undefined` when none is configured. */
export function controlPlaneHost(config: {
  readonly cluster: Pick<InitConfig['cluster'], 'controlPlaneEndpoint'>;
}): string | undefined {
  const { controlPlaneEndpoint } = config.cluster;
  if (controlPlaneEndpoint === '') return undefined;
  return splitHostPort(controlPlaneEndpoint)?.host ?? controlPlaneEndpoint;
}
