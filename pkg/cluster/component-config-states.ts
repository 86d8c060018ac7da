import { readYaml } from '../yaml/read-yaml.ts';
import { isGenerated } from './component-config-hash.ts';
import {
  KUBELET_CONFIG,
  KUBE_PROXY_CONFIG,
  optionalConfig,
  type ConfigSource,
  type FoundConfig,
  type ObjectReader,
} from './read-config-map.ts';

/** How a component's configuration in the cluster stands to what this program writes. */
export interface ComponentConfigState {
  readonly group: string;
  /** Empty where there is none, or one that is generated anew. */
  readonly currentVersion: string;
  readonly preferredVersion: string;
}

interface Component {
  readonly source: ConfigSource;
  readonly group: string;
  readonly version: string;
}

const KUBE_PROXY: Component = {
  source: KUBE_PROXY_CONFIG,
  group: 'kubeproxy.config.k8s.io',
  version: 'v1alpha1',
};
const KUBELET: Component = { source: KUBELET_CONFIG, group: 'kubelet.config.k8s.io', version: 'v1beta1' };

/** The states of the components' configurations, in the order of the plan. @throws KubeadmError `cluster-config-*` */
export async function componentConfigStates(reader: ObjectReader): Promise<readonly ComponentConfigState[]> {
  return Promise.all(
    [KUBE_PROXY, KUBELET].map(async ({ source, group, version }) => {
      const found = await optionalConfig(reader, source);
      const current = found === undefined || isOutdated(found) ? '' : version;
      return { group, currentVersion: current, preferredVersion: version };
    }),
  );
}

/**
 * Whether a configuration was generated in a version that this program does not read: it is generated anew. One that a
 * person wrote is theirs, whatever its version.
 */
export function isOutdated(found: FoundConfig): boolean {
  const known = [KUBE_PROXY, KUBELET].map(({ group, version }) => `${group}/${version}`);
  return !known.includes(apiVersionOf(found.text)) && isGenerated(found.object);
}

function apiVersionOf(text: string): string {
  try {
    return String((readYaml(text) as { readonly apiVersion?: unknown } | null)?.apiVersion ?? '');
  } catch {
    return '';
  }
}
