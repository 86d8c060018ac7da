import { controlPlaneEndpoint } from '../config/defaults/control-plane-endpoint.ts';
import { exactKubernetesVersion } from '../config/defaults/kubernetes-version.ts';
import { describeIssue, type ConfigIssue } from '../config/issue.ts';
import { clusterConfiguration, type ClusterDocument } from '../config/kinds/cluster-configuration.ts';
import { DEFAULT_BIND_PORT } from '../config/kinds/init-configuration.ts';
import { kubeProxyConfiguration, type GivenKubeProxyDocument } from '../config/kinds/kube-proxy-configuration.ts';
import { kubeletConfiguration, type GivenKubeletDocument } from '../config/kinds/kubelet-configuration.ts';
import type { ConfigKind } from '../config/kinds/registry.ts';
import { parseConfigDocuments } from '../config/load/config-document.ts';
import { ReadDocuments } from '../config/load/read-documents.ts';
import { checkFields } from '../config/schema/check-fields.ts';
import { complete } from '../config/schema/complete.ts';
import type { StructSchema } from '../config/schema/schema.ts';
import type { PartialOf } from '../config/schema/schema-value.ts';
import { SourceText } from '../config/source/source-text.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';

/** A text that the cluster keeps, and where. */
export interface StoredText {
  /** Name of the ConfigMap in kube-system. */
  readonly configMap: string;
  readonly text: string;
}

/** Fields that name files or decide about keys: with a wrong one, something else would be written or removed. */
const CHECKED: readonly string[] = ['certificatesDir', 'etcd.local.dataDir', 'encryptionAlgorithm'];

/**
 * The ClusterConfiguration in a text that the cluster keeps, with defaults. It was validated when it was stored, and
 * is not judged as a whole again: an older release knew other feature gates.
 *
 * @throws KubeadmError `cluster-config-unreadable`
 */
export function clusterDocument(stored: StoredText): ClusterDocument {
  const given = decode(stored, 'ClusterConfiguration', clusterConfiguration);
  const cluster = complete(clusterConfiguration, given);
  const endpoint = controlPlaneEndpoint(cluster.controlPlaneEndpoint, DEFAULT_BIND_PORT);
  const issues: ConfigIssue[] = checkFields(clusterConfiguration, cluster).filter(({ path }) => CHECKED.includes(path));
  if (endpoint.wrong !== undefined) issues.push({ path: 'controlPlaneEndpoint', message: endpoint.wrong });
  if (exactKubernetesVersion(cluster.kubernetesVersion) === undefined)
    issues.push({ path: 'kubernetesVersion', message: `${JSON.stringify(cluster.kubernetesVersion)} is no version` });
  if (issues.length > 0 || endpoint.wrong !== undefined) throw unreadable(stored, issues);
  return { ...cluster, controlPlaneEndpoint: endpoint.value };
}

/** @throws KubeadmError `cluster-config-unreadable` */
export function kubeletDocument(stored: StoredText): GivenKubeletDocument {
  return decode(stored, 'KubeletConfiguration', kubeletConfiguration);
}

/** @throws KubeadmError `cluster-config-unreadable` */
export function kubeProxyDocument(stored: StoredText): GivenKubeProxyDocument {
  return decode(stored, 'KubeProxyConfiguration', kubeProxyConfiguration);
}

/** Fields that nobody knows are passed over: a newer release may have stored them. */
function decode<S extends StructSchema>(stored: StoredText, kind: ConfigKind, schema: S): PartialOf<S> {
  const source = new SourceText(`ConfigMap kube-system/${stored.configMap}`, stored.text);
  const read = new ReadDocuments(parseConfigDocuments(source), {
    wanted: [kind],
    reach: 'where-wanted',
    strict: false,
    deprecations: 'untold',
    ignored: 'untold',
  });
  const document = read.decode(kind, schema);
  if (read.errors.length > 0) throw unreadable(stored, read.errors);
  if (document === undefined) throw unreadable(stored, [{ path: '', message: `there is no ${kind} in it` }]);
  return document;
}

function unreadable({ configMap }: StoredText, issues: readonly ConfigIssue[]): KubeadmError {
  return new KubeadmError(
    'cluster-config-unreadable',
    `the configuration in ConfigMap kube-system/${configMap} cannot be used: ${issues.map(describeIssue).join('; ')}`,
    {
      hint: `correct it with "kubectl --namespace kube-system edit configmap ${configMap}"; an old apiVersion is converted with "kubeadm config migrate"`,
    },
  );
}
