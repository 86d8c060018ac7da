import { kubernetesImage } from '../../pkg/config/images.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import type { Group, Step } from '../../pkg/workflow/phase.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { asUpgradeInitContext } from '../as-upgrade-init-context.ts';
import type { InitContext } from '../init-context.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { MANIFESTS_DIRECTORY } from '../write-static-pod.ts';
import { corednsPhase } from './coredns.ts';
import { kubeProxyPhase } from './kube-proxy.ts';

/** The addons, in the version of the control plane: once no control plane is older than this one. */
export const upgradeAddon: Group<UpgradeContext> = {
  name: 'addon',
  summary: 'Upgrade the addons that every cluster needs',
  details:
    'Left out while another control plane has not been upgraded yet: the last one that is upgraded brings the addons along.',
  flags: ['kubeconfig', 'patches'],
  all: true,
  phases: [
    upgraded(corednsPhase, 'Upgrade CoreDNS, and migrate its Corefile where the new release needs it', ['patches']),
    upgraded(kubeProxyPhase, 'Upgrade kube-proxy', []),
  ],
};

/** The same work as in `init`, on a cluster that lives. */
function upgraded(phase: Step<InitContext>, summary: string, flags: readonly string[]): Step<UpgradeContext> {
  return {
    name: phase.name,
    summary,
    flags: ['kubeconfig', ...flags],
    skipReason: ({ settings }) => (settings.controlPlane ? undefined : 'this machine has no control plane'),
    async run(context) {
      const init = await asUpgradeInitContext(context);
      const disabled = phase.skipReason?.(init);
      if (disabled !== undefined) return context.note(`left out: ${disabled}`);
      const behind = await controlPlanesBehind(init);
      if (behind.length > 0)
        return context.note(
          `left out: control planes that are not upgraded yet: ${behind.join(', ')}; the last \`upgrade node\` brings it along`,
        );
      return phase.run(init);
    },
  };
}

interface Pod extends KubeObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly { readonly name?: string; readonly image?: string }[];
  };
}

/** Nodes whose API server has another image than the manifest of this node: with the same patches, it is the same. */
async function controlPlanesBehind({ host, config }: Pick<InitContext, 'host' | 'config'>): Promise<readonly string[]> {
  const own = config.nodeRegistration.name;
  const [here, images] = await Promise.all([manifestImage(host), apiServerImages(host)]);
  const wanted = here ?? kubernetesImage(config.cluster, 'kube-apiserver');
  return [...images].flatMap(([node, image]) => (node === own || image === wanted ? [] : [node])).sort();
}

/** Also in a dry run, in which the Pod of this node stays what it was. */
async function manifestImage(view: HostView): Promise<string | undefined> {
  const text = await view.readFile(`${MANIFESTS_DIRECTORY}/kube-apiserver.yaml`);
  return text === undefined ? undefined : imageIn((readYaml(text) ?? {}) as Pod);
}

function imageIn({ spec }: Pod): string | undefined {
  return spec?.containers?.find(({ name }) => name === 'kube-apiserver')?.image;
}

async function apiServerImages(view: HostView): Promise<ReadonlyMap<string, string>> {
  const options = { namespace: 'kube-system', labelSelector: 'component=kube-apiserver' };
  const pods: readonly Pod[] = await view.listObjects('v1', 'Pod', options);
  return new Map(pods.map((pod) => [pod.spec?.nodeName ?? pod.metadata.name, imageIn(pod) ?? '']));
}
