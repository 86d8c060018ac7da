import { parseGoUrl } from '../../net/go-url.ts';
import type { JoinDocument } from '../kinds/join-configuration.ts';

type DiscoveryDocument = JoinDocument['discovery'];

/** A `file://` URL means its path, and the kubelet asks for its certificate with the token that finds the cluster. */
export function discoveryDefaults({ bootstrapToken, file, tlsBootstrapToken }: DiscoveryDocument): DiscoveryDocument {
  return {
    bootstrapToken,
    file: file === undefined ? undefined : { kubeConfigPath: pathOfFileUrl(file.kubeConfigPath) },
    tlsBootstrapToken: tlsBootstrapToken || (bootstrapToken?.token ?? ''),
  };
}

function pathOfFileUrl(text: string): string {
  const url = parseGoUrl(text);
  return url?.scheme === 'file' ? url.path : text;
}
