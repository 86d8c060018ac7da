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
  if (!/^file:\/\//i.test(text) || !URL.canParse(text)) return text;
  const { pathname } = new URL(text);
  try {
    return decodeURIComponent(pathname);
  } catch {
    // a lone "%": no file has the name that this stands for, and the check of the path says so
    return pathname;
  }
}
