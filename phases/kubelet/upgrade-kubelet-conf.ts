import type { InitConfig } from '../../pkg/config/types.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import { kubeconfigYaml, type Kubeconfig } from '../../pkg/kubeconfig/kubeconfig.ts';
import { loadKubeconfig } from '../../pkg/kubeconfig/load-kubeconfig.ts';
import { currentContext } from '../../pkg/kubeconfig/kubeconfig-document.ts';
import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { controlPlaneEndpointUrl, localEndpoint } from '../../pkg/net/endpoint.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { asUpgradeInitContext } from '../as-upgrade-init-context.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { upgradesWorker } from '../worker-skips.ts';
import { runKubeletService } from './kubelet-service.ts';

/** The kubelet of a control plane talks to the API server beside it: older releases let it go through the load balancer. */
export const upgradeKubeletConf: Step<UpgradeContext> = {
  name: 'kubeconfig',
  summary: 'Let the kubelet of a control plane talk to the API server of its own machine',
  flags: ['kubeconfig'],
  hidden: true,
  skipReason: upgradesWorker,
  async run(context) {
    const init = await asUpgradeInitContext(context);
    const { host, config, note } = init;
    const kubeconfig = await loadKubeconfig(host, KUBELET_KUBECONFIG);
    const wanted = kubeconfig === undefined ? undefined : withLocalServer(kubeconfig, config);
    if (wanted === undefined) return note('kept kubelet.conf: it does not go through the load balancer');
    const content = kubeconfigYaml(wanted);
    await ensureFile(host, { kind: 'write-file', path: KUBELET_KUBECONFIG, content, mode: 0o600, secret: true });
    await runKubeletService(init, 'restart');
  },
};

/** @returns `undefined` where it names anything but the shared endpoint, or that is the own one */
function withLocalServer(kubeconfig: Kubeconfig, config: InitConfig): Kubeconfig | undefined {
  const [shared, own] = [controlPlaneEndpointUrl(config), localEndpoint(config)];
  const { cluster, clusterName } = currentContext(kubeconfig, KUBELET_KUBECONFIG);
  if (cluster.server !== shared || shared === own) return undefined;
  return {
    ...kubeconfig,
    clusters: kubeconfig.clusters.map((each) =>
      each.name === clusterName ? { ...each, cluster: { ...each.cluster, server: own } } : each,
    ),
  };
}
