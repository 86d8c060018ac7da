import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { ClusterReader } from '../host/host.ts';
import { hasCode } from '../kube/api-error.ts';
import type { KubeObject, ObjectRef } from '../kube/kube-object.ts';
import { objectData } from '../kube/object-data.ts';
import type { StoredText } from './stored-documents.ts';

/** What of a cluster is needed to read its configuration. */
export type ObjectReader = Pick<ClusterReader, 'getObject'>;

/** A ConfigMap in kube-system, and the key that holds a configuration. */
export interface ConfigSource {
  readonly configMap: string;
  readonly key: string;
  /** What writes it anew, on a control plane. */
  readonly writtenBy: string;
}

export const CLUSTER_CONFIG: ConfigSource = {
  configMap: 'kubeadm-config',
  key: 'ClusterConfiguration',
  writtenBy: 'kubeadm-ts init phase upload-config kubeadm --config <file>',
};
export const KUBELET_CONFIG: ConfigSource = {
  configMap: 'kubelet-config',
  key: 'kubelet',
  writtenBy: 'kubeadm-ts init phase upload-config kubelet --config <file>',
};
export const KUBE_PROXY_CONFIG: ConfigSource = {
  configMap: 'kube-proxy',
  key: 'config.conf',
  writtenBy: 'kubeadm-ts init phase addon kube-proxy --config <file>',
};

/** A configuration that was found, and the ConfigMap that it came from. */
export interface FoundConfig extends StoredText {
  readonly object: KubeObject;
}

/**
 * A configuration that has to be there.
 *
 * @throws KubeadmError `cluster-config-missing`, `cluster-config-forbidden`, or what else stopped the API server
 */
export async function requiredConfig(reader: ObjectReader, source: ConfigSource): Promise<FoundConfig> {
  const found = await optionalConfig(reader, source);
  if (found !== undefined) return found;
  throw new KubeadmError('cluster-config-missing', `${describe(source)} is missing in the cluster`, {
    hint: `check that the cluster was made with kubeadm or kubeadm-ts; "${source.writtenBy}" on one of its control planes writes it`,
  });
}

/**
 * The same where it may be missing.
 *
 * @throws KubeadmError `cluster-config-forbidden`, or what else stopped the API server
 */
export async function optionalConfig(reader: ObjectReader, source: ConfigSource): Promise<FoundConfig | undefined> {
  const { configMap, key } = source;
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', name: configMap, namespace: 'kube-system' };
  const object = await reader.getObject(ref).catch((error: unknown) => {
    throw explained(error, source);
  });
  const text = objectData(object)[key];
  return object === undefined || text === undefined ? undefined : { configMap, text, object };
}

function describe({ configMap, key }: ConfigSource): string {
  return `${key} of ConfigMap kube-system/${configMap}`;
}

/** What the general errors of the API server advise fits an administrator; a joining machine has a token. */
function explained(error: unknown, source: ConfigSource): unknown {
  if (hasCode(error, 'api-forbidden'))
    return new KubeadmError('cluster-config-forbidden', `${describe(source)} may not be read: ${error.message}`, {
      hint: `a token needs the group system:bootstrappers:kubeadm:default-node-token ("kubeadm-ts token create" gives it); the right itself comes from "${source.writtenBy}" on a control plane`,
    });
  if (hasCode(error, 'api-unauthorized'))
    return new KubeadmError('cluster-config-unauthorized', `${describe(source)} cannot be read: ${error.message}`, {
      hint: 'a token that has expired or lacks the usage "authentication" is not accepted: make a new one on a control plane with "kubeadm-ts token create --print-join-command"; with a kubeconfig, check that its certificate is valid',
    });
  return error;
}
