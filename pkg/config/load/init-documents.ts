import { initTimeouts } from '../convert/health-check.ts';
import type { ConfigIssue } from '../issue.ts';
import { clusterConfiguration } from '../kinds/cluster-configuration.ts';
import { initConfiguration } from '../kinds/init-configuration.ts';
import { kubeProxyConfiguration } from '../kinds/kube-proxy-configuration.ts';
import { kubeletConfiguration } from '../kinds/kubelet-configuration.ts';
import type { SourceText } from '../source/source-text.ts';
import { parseConfigDocuments, type ConfigFile } from './config-document.ts';
import { readBy, type Strictness } from './document-policy.ts';
import type { GivenInit } from './given-config.ts';
import { ReadDocuments } from './read-documents.ts';

/**
 * What a file gives to `init`.
 *
 * @param strict - whether unknown fields, repeated keys and unknown kinds are errors instead of warnings
 */
export function readInitDocuments(source: SourceText, strict: boolean): GivenInit {
  return initDocumentsIn(parseConfigDocuments(source), readBy(strict));
}

/** The same of a file that was cut into documents already. */
export function initDocumentsIn(file: ConfigFile, strictness: Strictness): GivenInit {
  const read = new ReadDocuments(file, {
    wanted: ['InitConfiguration', 'ClusterConfiguration', 'KubeletConfiguration', 'KubeProxyConfiguration'],
    reach: 'everywhere',
    ...strictness,
  });
  const init = read.decode('InitConfiguration', initConfiguration);
  const cluster = read.decode('ClusterConfiguration', clusterConfiguration);
  if (read.errors.length === 0 && init === undefined && cluster === undefined)
    read.errors.push(nothingToInit(file.source));
  return {
    init: { ...init, timeouts: initTimeouts(init?.timeouts, read.healthCheck) },
    cluster: cluster ?? {},
    kubelet: read.decode('KubeletConfiguration', kubeletConfiguration),
    kubeProxy: read.decode('KubeProxyConfiguration', kubeProxyConfiguration),
    healthCheck: read.healthCheck,
    locate: read.locate,
    errors: read.errors,
    warnings: read.warnings,
  };
}

function nothingToInit(source: SourceText): ConfigIssue {
  return {
    path: '',
    message: `${source.file} holds neither an InitConfiguration nor a ClusterConfiguration`,
    hint: 'add a document with "apiVersion: kubeadm.k8s.io/v1beta4" and "kind: ClusterConfiguration"',
  };
}
