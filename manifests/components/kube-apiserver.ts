import { posix } from 'node:path';
import type { ClusterConfiguration, HostPathMount, InitConfig } from '../../pkg/config/types.ts';
import { kubernetesImage } from '../../pkg/config/images.ts';
import { joinHostPort } from '../../pkg/net/host-port.ts';
import { lastArg, mergeArgs } from './arguments.ts';
import type { Component, MachineFacts, OwnedPath, Unprivileged } from './component.ts';
import { mergeEnv } from './environment.ts';
import { ETCD_CLIENT_PORT } from './etcd.ts';
import { listenHost, loopbackFor } from './listen-address.ts';
import { caCertificates, directory, externalEtcdFiles, mergeMounts } from './mounts.ts';

const ENDPOINT_ANNOTATION = 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint';

type Defaults = Readonly<Record<string, string | undefined>>;

/** The API server of this node. */
export function apiServerComponent(config: InitConfig, machine: MachineFacts): Component {
  const { cluster, localAPIEndpoint } = config;
  return {
    name: 'kube-apiserver',
    image: kubernetesImage(cluster, 'kube-apiserver'),
    program: 'kube-apiserver',
    args: mergeArgs({ ...defaultArgs(config), ...etcdArgs(config) }, cluster.apiServer.extraArgs),
    env: mergeEnv(machine.proxyEnv, cluster.apiServer.extraEnvs),
    files: mergeMounts(files(cluster, machine), cluster.apiServer.extraVolumes),
    health: {
      scheme: 'HTTPS',
      host: listenHost(localAPIEndpoint.advertiseAddress),
      port: localAPIEndpoint.bindPort,
      livePath: '/livez',
      readyPath: '/readyz',
      startedPath: '/livez',
      startTimeout: config.timeouts.controlPlaneComponentHealthCheck,
    },
    requests: { cpu: '250m' },
    annotations: { [ENDPOINT_ANNOTATION]: joinHostPort(localAPIEndpoint.advertiseAddress, localAPIEndpoint.bindPort) },
    unprivileged: unprivileged(cluster),
  };
}

function defaultArgs({ cluster, localAPIEndpoint }: InitConfig): Defaults {
  const pki = (file: string): string => posix.join(cluster.certificatesDir, file);
  const ownsAuthorization = lastArg(cluster.apiServer.extraArgs, 'authorization-config') !== undefined;
  return {
    'advertise-address': localAPIEndpoint.advertiseAddress,
    'allow-privileged': 'true',
    // The API server refuses the mode beside a file that configures authorization.
    'authorization-mode': ownsAuthorization ? undefined : 'Node,RBAC',
    'client-ca-file': pki('ca.crt'),
    'enable-admission-plugins': 'NodeRestriction',
    'enable-bootstrap-token-auth': 'true',
    'kubelet-client-certificate': pki('apiserver-kubelet-client.crt'),
    'kubelet-client-key': pki('apiserver-kubelet-client.key'),
    'kubelet-preferred-address-types': 'InternalIP,ExternalIP,Hostname',
    'proxy-client-cert-file': pki('front-proxy-client.crt'),
    'proxy-client-key-file': pki('front-proxy-client.key'),
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-client-ca-file': pki('front-proxy-ca.crt'),
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-username-headers': 'X-Remote-User',
    'secure-port': String(localAPIEndpoint.bindPort),
    'service-account-issuer': `https://kubernetes.default.svc.${cluster.networking.dnsDomain}`,
    'service-account-key-file': pki('sa.pub'),
    'service-account-signing-key-file': pki('sa.key'),
    'service-cluster-ip-range': cluster.networking.serviceSubnet,
    'tls-cert-file': pki('apiserver.crt'),
    'tls-private-key-file': pki('apiserver.key'),
  };
}

function etcdArgs({ cluster, localAPIEndpoint }: InitConfig): Defaults {
  const { local, external } = cluster.etcd;
  if (external !== undefined) {
    const hasClientCertificate = external.certFile !== '' && external.keyFile !== '';
    return {
      'etcd-servers': external.endpoints.join(','),
      'etcd-cafile': external.caFile || undefined,
      'etcd-certfile': hasClientCertificate ? external.certFile : undefined,
      'etcd-keyfile': hasClientCertificate ? external.keyFile : undefined,
    };
  }
  const loopback = loopbackFor(localAPIEndpoint.advertiseAddress);
  return {
    'etcd-servers':
      lastArg(local.extraArgs, 'advertise-client-urls') ?? `https://${joinHostPort(loopback, ETCD_CLIENT_PORT)}`,
    'etcd-cafile': posix.join(cluster.certificatesDir, 'etcd/ca.crt'),
    'etcd-certfile': posix.join(cluster.certificatesDir, 'apiserver-etcd-client.crt'),
    'etcd-keyfile': posix.join(cluster.certificatesDir, 'apiserver-etcd-client.key'),
  };
}

function files(cluster: ClusterConfiguration, machine: MachineFacts): readonly HostPathMount[] {
  const { external } = cluster.etcd;
  return [
    directory('k8s-certs', cluster.certificatesDir),
    ...caCertificates(machine.caDirectories),
    ...(external === undefined ? [] : externalEtcdFiles(external, cluster.certificatesDir)),
  ];
}

function unprivileged(cluster: ClusterConfiguration): Unprivileged {
  const keys = ['sa.pub', 'apiserver.key', 'apiserver-kubelet-client.key', 'front-proxy-client.key'];
  if (cluster.etcd.external === undefined) keys.push('apiserver-etcd-client.key');
  const own = keys.map((file): OwnedPath => ({ path: posix.join(cluster.certificatesDir, file), mode: 0o600 }));
  return {
    account: 'kubeadm-kas',
    supplementalGroups: ['kubeadm-sa-key-readers'],
    // The program's file carries this capability, and would not start without it.
    capabilities: ['NET_BIND_SERVICE'],
    owns: [...own, serviceAccountKey(cluster)],
  };
}

/** Signs service account tokens; the API server and the controller manager both read it. */
export function serviceAccountKey(cluster: ClusterConfiguration): OwnedPath {
  const path = posix.join(cluster.certificatesDir, 'sa.key');
  return { path, mode: 0o640, sharedWith: 'kubeadm-sa-key-readers' };
}
