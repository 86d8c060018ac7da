import type { Component, MachineFacts } from '../../manifests/components/component.ts';
import { apiServerComponent } from '../../manifests/components/kube-apiserver.ts';
import { controllerManagerComponent } from '../../manifests/components/kube-controller-manager.ts';
import { schedulerComponent } from '../../manifests/components/kube-scheduler.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { apiServerLook } from '../../pkg/diagnosis/health-looks.ts';
import { localEndpoint } from '../../pkg/net/endpoint.ts';
import { ADMIN_KUBECONFIG, readAdminKubeconfig } from '../admin-kubeconfig.ts';
import { componentLook } from '../component-look.ts';
import type { InitContext } from '../init-context.ts';
import { machineFacts } from '../machine-facts.ts';
import { staticPodManifest } from '../write-static-pod.ts';
import type { UpgradedComponent } from './upgrading.ts';

type Describe = (config: InitConfig, machine: MachineFacts) => Component;

/** The programs of Kubernetes itself, each after those that it needs. */
export function kubernetesComponents(context: InitContext): readonly UpgradedComponent[] {
  const { host, config } = context;
  const manifest = (describe: Describe) => async () =>
    staticPodManifest(context, describe(config, await machineFacts(host, config.cluster.certificatesDir)));
  return [
    {
      name: 'kube-apiserver',
      manifest: manifest(apiServerComponent),
      look: ownApiServerLook(context),
    },
    {
      name: 'kube-controller-manager',
      manifest: manifest(controllerManagerComponent),
      look: componentLook(host, 'kube-controller-manager'),
    },
    {
      name: 'kube-scheduler',
      manifest: manifest(schedulerComponent),
      look: componentLook(host, 'kube-scheduler'),
    },
  ];
}

/** This machine's own API server, whoever else answers behind a load balancer. */
function ownApiServerLook({ host, config, settings }: InitContext): UpgradedComponent['look'] {
  return async () => {
    const kubeconfig = settings.kubeconfig === ADMIN_KUBECONFIG ? undefined : await host.readFile(settings.kubeconfig);
    const text = kubeconfig ?? (await readAdminKubeconfig(host));
    return apiServerLook(host.clusterOf(text, { server: localEndpoint(config) }))();
  };
}
