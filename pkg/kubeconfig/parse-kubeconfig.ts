import { readYaml } from '../yaml/read-yaml.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { kubeconfigIn, unreadable } from './kubeconfig-document.ts';

/**
 * Read a kubeconfig. Lists that are absent or null are empty; unknown fields are kept.
 *
 * @param text - YAML or JSON
 * @param source - the file, for the error
 * @throws KubeadmError `kubeconfig-unreadable`
 */
export function parseKubeconfig(text: string, source: string): Kubeconfig {
  return kubeconfigIn(read(text, source), source);
}

function read(text: string, source: string): unknown {
  try {
    return readYaml(text, 'it');
  } catch (cause) {
    throw unreadable(source, cause instanceof Error ? cause.message : String(cause));
  }
}
