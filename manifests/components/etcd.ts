import { posix } from 'node:path';
import { etcdImage } from '../../pkg/config/images.ts';
import { releaseFacts } from '../../pkg/version/release-facts.ts';
import type { InitConfig, LocalEtcd } from '../../pkg/config/types.ts';
import { CLIENT_URLS_ANNOTATION } from '../../pkg/etcd/cluster-endpoints.ts';
import { joinHostPort, parsePort } from '../../pkg/net/host-port.ts';
import { lastArg, mergeArgs } from './arguments.ts';
import type { Component, Health } from './component.ts';
import { mergeEnv } from './environment.ts';
import { loopbackFor } from './listen-address.ts';
import { directory } from './mounts.ts';

/** etcd's standard ports (etcd.io/docs: configuration), and the one for metrics and health. */
export const ETCD_CLIENT_PORT = 2379;
export const ETCD_PEER_PORT = 2380;
const ETCD_METRICS_PORT = 2381;

/** A member of an etcd cluster that this one joins. */
export interface EtcdPeer {
  readonly name: string;
  readonly peerURL: string;
}

/**
 * The etcd member of this node.
 *
 * @param etcd - the local etcd's part of the configuration
 * @param peers - all members of the cluster that it joins, itself among them; empty for a new cluster
 */
export function etcdComponent(config: InitConfig, etcd: LocalEtcd, peers: readonly EtcdPeer[] = []): Component {
  const clientURL = memberURL(config, ETCD_CLIENT_PORT);
  const certificates = posix.join(config.cluster.certificatesDir, 'etcd');
  return {
    name: 'etcd',
    image: etcdImage(config.cluster),
    program: 'etcd',
    args: mergeArgs({ ...defaultArgs(config, etcd, certificates), ...clusterArgs(config, peers) }, etcd.extraArgs),
    env: mergeEnv(etcd.extraEnvs),
    files: [
      directory('etcd-data', etcd.dataDir, 'write'),
      directory('etcd-certs', `${config.cluster.certificatesDir}/etcd`, 'write'),
    ],
    health: health(config, etcd),
    requests: { cpu: '100m', memory: '100Mi' },
    annotations: { [CLIENT_URLS_ANNOTATION]: clientURL },
    unprivileged: {
      account: 'kubeadm-etcd',
      supplementalGroups: [],
      capabilities: [],
      owns: [
        { path: etcd.dataDir, recursive: true },
        { path: posix.join(certificates, 'server.key'), mode: 0o600 },
        { path: posix.join(certificates, 'peer.key'), mode: 0o600 },
      ],
    },
  };
}

function defaultArgs(config: InitConfig, etcd: LocalEtcd, certificates: string) {
  const loopback = loopbackFor(config.localAPIEndpoint.advertiseAddress);
  const clientURL = memberURL(config, ETCD_CLIENT_PORT);
  const peerURL = memberURL(config, ETCD_PEER_PORT);
  const pki = (file: string): string => posix.join(certificates, file);
  return {
    'advertise-client-urls': clientURL,
    'cert-file': pki('server.crt'),
    'client-cert-auth': 'true',
    'data-dir': etcd.dataDir,
    'initial-advertise-peer-urls': peerURL,
    'key-file': pki('server.key'),
    'listen-client-urls': `https://${joinHostPort(loopback, ETCD_CLIENT_PORT)},${clientURL}`,
    'listen-metrics-urls': `http://${joinHostPort(loopback, ETCD_METRICS_PORT)}`,
    'listen-peer-urls': peerURL,
    name: config.nodeRegistration.name,
    'peer-cert-file': pki('peer.crt'),
    'peer-client-cert-auth': 'true',
    'peer-key-file': pki('peer.key'),
    'peer-trusted-ca-file': pki('ca.crt'),
    'snapshot-count': '10000',
    'trusted-ca-file': pki('ca.crt'),
    ...releaseFacts(config.cluster.kubernetesVersion).etcdFlags,
  };
}

function clusterArgs(config: InitConfig, peers: readonly EtcdPeer[]): Readonly<Record<string, string>> {
  const own = { name: config.nodeRegistration.name, peerURL: memberURL(config, ETCD_PEER_PORT) };
  const members = peers.length === 0 ? [own] : peers;
  const initial = members.map(({ name, peerURL }) => `${name}=${peerURL}`).join(',');
  if (peers.length === 0) return { 'initial-cluster': initial };
  return { 'initial-cluster': initial, 'initial-cluster-state': 'existing' };
}

function memberURL(config: InitConfig, port: number): string {
  return `https://${joinHostPort(config.localAPIEndpoint.advertiseAddress, port)}`;
}

function health(config: InitConfig, etcd: LocalEtcd): Health {
  const loopback = loopbackFor(config.localAPIEndpoint.advertiseAddress);
  return {
    ...metricsEndpoint(lastArg(etcd.extraArgs, 'listen-metrics-urls'), loopback),
    livePath: '/livez',
    readyPath: '/readyz',
    startedPath: '/readyz',
    startTimeout: config.timeouts.controlPlaneComponentHealthCheck,
  };
}

/** Health is served where metrics are: at the first URL that the user gave, or else on the loopback address. */
function metricsEndpoint(urls: string | undefined, loopback: string): Pick<Health, 'scheme' | 'host' | 'port'> {
  const [first = ''] = (urls ?? '').split(',');
  const parts = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]+\]|[^:/?#[\]]+)(?::(\d*))?(?:[/?#]|$)/i.exec(first);
  const [, scheme = '', host] = parts ?? [];
  if (host === undefined) return { scheme: 'HTTP', host: loopback, port: ETCD_METRICS_PORT };
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'HTTPS' : 'HTTP',
    host: host.replace(/^\[|\]$/g, ''),
    port: parsePort(parts?.[3] ?? '') ?? ETCD_METRICS_PORT,
  };
}
