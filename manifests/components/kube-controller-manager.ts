import { posix } from 'node:path';
import { kubernetesImage } from '../../pkg/config/images.ts';
import type { ClusterConfiguration, InitConfig } from '../../pkg/config/types.ts';
import { lastArg, mergeArgs } from './arguments.ts';
import type { Component, MachineFacts, OwnedPath, Unprivileged } from './component.ts';
import { mergeEnv } from './environment.ts';
import { serviceAccountKey } from './kube-apiserver.ts';
import { listenHost } from './listen-address.ts';
import { caCertificates, directory, mergeMounts, readOnlyFile } from './mounts.ts';

const KUBECONFIG = '/etc/kubernetes/controller-manager.conf';
const BIND_ADDRESS = '127.0.0.1';
/** Its standard port for HTTPS (kubernetes.io/docs/reference/networking/ports-and-protocols). */
export const CONTROLLER_MANAGER_PORT = 10257;

/** The controller manager of this node. */
export function controllerManagerComponent(config: InitConfig, machine: MachineFacts): Component {
  const { cluster } = config;
  const { extraArgs, extraEnvs, extraVolumes } = cluster.controllerManager;
  const files = [
    directory('k8s-certs', cluster.certificatesDir),
    ...caCertificates(machine.caDirectories),
    readOnlyFile('kubeconfig', KUBECONFIG),
  ];
  return {
    name: 'kube-controller-manager',
    image: kubernetesImage(cluster, 'kube-controller-manager'),
    program: 'kube-controller-manager',
    args: mergeArgs({ ...defaultArgs(cluster, machine.externalCA), ...podNetworkArgs(cluster) }, extraArgs),
    env: mergeEnv(machine.proxyEnv, extraEnvs),
    files: mergeMounts(files, extraVolumes),
    health: {
      scheme: 'HTTPS',
      host: listenHost(lastArg(extraArgs, 'bind-address') ?? BIND_ADDRESS),
      port: CONTROLLER_MANAGER_PORT,
      livePath: '/healthz',
      readyPath: undefined,
      startedPath: '/healthz',
      startTimeout: config.timeouts.controlPlaneComponentHealthCheck,
    },
    requests: { cpu: '200m' },
    annotations: {},
    unprivileged: unprivileged(cluster, machine.externalCA),
  };
}

function defaultArgs(cluster: ClusterConfiguration, externalCA: boolean) {
  const pki = (file: string): string => posix.join(cluster.certificatesDir, file);
  return {
    'authentication-kubeconfig': KUBECONFIG,
    'authorization-kubeconfig': KUBECONFIG,
    'bind-address': BIND_ADDRESS,
    'client-ca-file': pki('ca.crt'),
    'cluster-name': cluster.clusterName,
    // Without the CA's key nothing can be signed: the signing controller must not start.
    'cluster-signing-cert-file': externalCA ? '' : pki('ca.crt'),
    'cluster-signing-key-file': externalCA ? '' : pki('ca.key'),
    controllers: '*,bootstrapsigner,tokencleaner',
    kubeconfig: KUBECONFIG,
    'leader-elect': 'true',
    'requestheader-client-ca-file': pki('front-proxy-ca.crt'),
    'root-ca-file': pki('ca.crt'),
    'service-account-private-key-file': pki('sa.key'),
    'use-service-account-credentials': 'true',
  };
}

/** With a Pod network, every node gets a part of it. */
function podNetworkArgs({ networking }: ClusterConfiguration): Readonly<Record<string, string | undefined>> {
  if (networking.podSubnet === '') return {};
  return {
    'allocate-node-cidrs': 'true',
    'cluster-cidr': networking.podSubnet,
    'service-cluster-ip-range': networking.serviceSubnet || undefined,
  };
}

function unprivileged(cluster: ClusterConfiguration, externalCA: boolean): Unprivileged {
  const caKey: OwnedPath = { path: posix.join(cluster.certificatesDir, 'ca.key'), mode: 0o600 };
  return {
    account: 'kubeadm-kcm',
    supplementalGroups: ['kubeadm-sa-key-readers'],
    capabilities: [],
    owns: [{ path: KUBECONFIG, mode: 0o600 }, serviceAccountKey(cluster), ...(externalCA ? [] : [caKey])],
  };
}
