import { describeIssue, type ConfigIssue } from '../issue.ts';
import { clusterConfiguration } from '../kinds/cluster-configuration.ts';
import { initConfiguration } from '../kinds/init-configuration.ts';
import { kubeProxyConfiguration } from '../kinds/kube-proxy-configuration.ts';
import { kubeletConfiguration } from '../kinds/kubelet-configuration.ts';
import { decodeDocument } from '../schema/decode.ts';
import type { StructSchema } from '../schema/schema.ts';
import type { PartialOf } from '../schema/schema-value.ts';
import type { SourceText } from '../source/source-text.ts';
import { parseConfigDocuments, placeOf, type ConfigDocument } from './config-document.ts';
import { sortByKind } from './document-policy.ts';
import type { GivenConfig, InitKind } from './given-config.ts';

/**
 * What a file gives to `init`.
 *
 * @param strict - whether unknown fields, repeated keys and unknown kinds are errors instead of warnings
 */
export function readInitDocuments(source: SourceText, strict: boolean): GivenConfig {
  const parsed = parseConfigDocuments(source);
  const sorted = sortByKind(parsed.documents, strict);
  const errors: ConfigIssue[] = [...parsed.issues, ...sorted.errors];
  const warnings = [...sorted.warnings];
  const { documents } = sorted;
  const decode = <S extends StructSchema>(kind: InitKind, schema: S): PartialOf<S> | undefined => {
    const document = documents.get(kind);
    if (document === undefined) return undefined;
    const { value, errors: wrong, oddities } = decodeDocument(schema, document.node, document.source);
    errors.push(...wrong, ...(strict ? oddities : []));
    if (!strict) warnings.push(...oddities.map((oddity) => `${describeIssue(oddity)}; ${oddity.consequence}`));
    return value;
  };
  const init = decode('InitConfiguration', initConfiguration);
  const cluster = decode('ClusterConfiguration', clusterConfiguration);
  if (errors.length === 0 && init === undefined && cluster === undefined) errors.push(nothingToInit(source));
  return {
    init: init ?? {},
    cluster: cluster ?? {},
    kubelet: decode('KubeletConfiguration', kubeletConfiguration),
    kubeProxy: decode('KubeProxyConfiguration', kubeProxyConfiguration),
    locate: (kind, path) => locateIn(documents, kind, path),
    errors,
    warnings,
  };
}

function locateIn(
  documents: ReadonlyMap<string, ConfigDocument>,
  kind: InitKind,
  path: string,
): Pick<ConfigIssue, 'place'> {
  const document = documents.get(kind);
  return document === undefined ? {} : { place: placeOf(document, path) };
}

function nothingToInit(source: SourceText): ConfigIssue {
  return {
    path: '',
    message: `${source.file} holds neither an InitConfiguration nor a ClusterConfiguration`,
    hint: 'add a document with "apiVersion: kubeadm.k8s.io/v1beta4" and "kind: ClusterConfiguration"',
  };
}
