import { DNS_LABELS } from '../manifests/addons/coredns.ts';
import { KubeadmError } from '../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../pkg/host/host.ts';
import type { KubeObject } from '../pkg/kube/kube-object.ts';
import { imageTagOf } from '../pkg/kube/image-tag.ts';
import { objectData } from '../pkg/kube/object-data.ts';

/** The DNS that is installed. */
export interface InstalledDns {
  /** The Corefile in the cluster, or `undefined` when there is no ConfigMap. */
  readonly corefile: string | undefined;
  /** Tag of the image that runs, `v1.14.2`, or `undefined` when there is no Deployment. */
  readonly tag: string | undefined;
}

/** The DNS that the cluster has now. */
export interface LiveDns extends InstalledDns {
  /** Pods that its Deployment asks for, 0 too; `undefined` when there is no Deployment. */
  readonly replicas: number | undefined;
}

const NAMESPACE = 'kube-system';

/**
 * @throws KubeadmError `dns-ambiguous` when several Deployments serve DNS, `corefile-missing` when the ConfigMap holds
 * something else than a Corefile
 */
export async function readLiveDns(view: HostView): Promise<LiveDns> {
  const labelSelector = Object.entries(DNS_LABELS)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const [deployments, configMap] = await Promise.all([
    view.listObjects('apps/v1', 'Deployment', { namespace: NAMESPACE, labelSelector }),
    view.getObject({ apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: 'coredns' }),
  ]);
  if (deployments.length > 1) {
    const names = deployments.map(({ metadata }) => metadata.name).join(', ');
    throw new KubeadmError(
      'dns-ambiguous',
      `several Deployments of ${NAMESPACE} have the label ${labelSelector}: ${names}`,
      {
        hint: `delete those that are no longer used: kubectl -n ${NAMESPACE} delete deployment <name>`,
      },
    );
  }
  const deployment = deployments[0] as Deployment | undefined;
  return {
    corefile: corefileOf(configMap),
    tag: tagOf(deployment),
    replicas: deployment && (deployment.spec?.replicas ?? 1),
  };
}

function corefileOf(configMap: KubeObject | undefined): string | undefined {
  if (configMap === undefined) return undefined;
  const corefile = objectData(configMap)['Corefile'];
  if (corefile !== undefined) return corefile;
  throw new KubeadmError('corefile-missing', `ConfigMap coredns of ${NAMESPACE} has no key Corefile`, {
    hint: `add it, or delete the ConfigMap to get the default: kubectl -n ${NAMESPACE} delete configmap coredns`,
  });
}

/** What this program reads of a Deployment. */
interface Deployment extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } };
  };
}

function tagOf(deployment: Deployment | undefined): string | undefined {
  return imageTagOf(deployment?.spec?.template?.spec?.containers?.[0]?.image ?? '');
}
