import { kubernetesImage } from '../../pkg/config/images.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { lastArg, mergeArgs } from './arguments.ts';
import type { Component, MachineFacts } from './component.ts';
import { mergeEnv } from './environment.ts';
import { listenHost } from './listen-address.ts';
import { mergeMounts, readOnlyFile } from './mounts.ts';

const KUBECONFIG = '/etc/kubernetes/scheduler.conf';
const BIND_ADDRESS = '127.0.0.1';
/** Its standard port for HTTPS (kubernetes.io/docs/reference/networking/ports-and-protocols). */
export const SCHEDULER_PORT = 10259;

/** The scheduler of this node. */
export function schedulerComponent(config: InitConfig, machine: MachineFacts): Component {
  const { cluster } = config;
  const { extraArgs, extraEnvs, extraVolumes } = cluster.scheduler;
  const defaults = {
    'authentication-kubeconfig': KUBECONFIG,
    'authorization-kubeconfig': KUBECONFIG,
    'bind-address': BIND_ADDRESS,
    kubeconfig: KUBECONFIG,
    'leader-elect': 'true',
  };
  return {
    name: 'kube-scheduler',
    image: kubernetesImage(cluster, 'kube-scheduler'),
    program: 'kube-scheduler',
    args: mergeArgs(defaults, extraArgs),
    env: mergeEnv(machine.proxyEnv, extraEnvs),
    files: mergeMounts([readOnlyFile('kubeconfig', KUBECONFIG)], extraVolumes),
    health: {
      scheme: 'HTTPS',
      host: listenHost(lastArg(extraArgs, 'bind-address') ?? BIND_ADDRESS),
      port: SCHEDULER_PORT,
      livePath: '/livez',
      readyPath: '/readyz',
      startedPath: '/livez',
      startTimeout: config.timeouts.controlPlaneComponentHealthCheck,
    },
    requests: { cpu: '100m' },
    annotations: {},
    unprivileged: {
      account: 'kubeadm-ks',
      supplementalGroups: [],
      capabilities: [],
      owns: [{ path: KUBECONFIG, mode: 0o600 }],
    },
  };
}
