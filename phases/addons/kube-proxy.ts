import { kubeProxyManifest, kubeProxyObjects } from '../../manifests/addons/kube-proxy.ts';
import { proxyEnv } from '../../manifests/components/environment.ts';
import { kubernetesImage } from '../../pkg/config/images.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import { controlPlaneEndpointUrl } from '../../pkg/net/endpoint.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';

/** Makes the addresses of Services work on every node. */
export const kubeProxyPhase: Step<InitContext> = {
  name: 'kube-proxy',
  summary: 'Install kube-proxy, which makes the addresses of Services work',
  flags: [
    'apiserver-advertise-address',
    'apiserver-bind-port',
    'control-plane-endpoint',
    'image-repository',
    'kubeconfig',
    'kubernetes-version',
    'pod-network-cidr',
    'print-manifest',
  ],
  skipReason: ({ config, settings }) =>
    settings.fullRun && config.cluster.proxy.disabled ? 'kube-proxy is disabled in the configuration' : undefined,
  async run({ config, settings, host, note, result }) {
    const options = {
      ...config.kubeProxy,
      server: controlPlaneEndpointUrl(config),
      image: kubernetesImage(config.cluster, 'kube-proxy'),
    };
    if (settings.printManifest) {
      const manifest = kubeProxyManifest(options);
      return result(manifest, { manifest });
    }
    const objects = kubeProxyObjects({ ...options, env: proxyEnv(host.env) });
    const outcomes = await ensureObjects(host, Object.values(objects));
    note(allKept(outcomes) ? 'kept kube-proxy: it is already up to date' : 'applied kube-proxy');
  },
};
