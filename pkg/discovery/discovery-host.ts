import type { JoinConfig } from '../config/types.ts';
import type { Host } from '../host/host.ts';

/** What finding a cluster needs of its surroundings. Nothing in it changes the machine. */
export type DiscoveryHost = Pick<Host, 'now' | 'env' | 'readFile' | 'httpGet' | 'clusterOf' | 'until'>;

export type DiscoveryConfig = Pick<JoinConfig, 'discovery' | 'timeouts'>;

/** Who is told what discovery finds. */
export interface DiscoveryListener {
  note(message: string): void;
  warn(message: string): void;
}

/** A cluster whose authority is known and trusted. */
export interface TrustedCluster {
  /** `https://host:port` */
  readonly server: string;
  /** One or several certificates in PEM form. */
  readonly caCertificates: string;
}

/** How a new token and the right pins are had: on a machine that is a control plane already. */
export const NEW_JOIN_COMMAND = 'kubeadm-ts token create --print-join-command';
