import { KubeadmError } from '../errors/kubeadm-error.ts';

/** What registries and runtimes say, and what it takes to get past it. The first that fits is told. */
const PATTERNS: readonly { readonly says: RegExp; readonly hint: string }[] = [
  {
    says: /no such host|name resolution|server misbehaving|lookup .* on/i,
    hint: "the registry's name does not resolve: check /etc/resolv.conf, or pull from a mirror with --image-repository",
  },
  {
    says: /x509|certificate/i,
    hint: "the registry's certificate is not trusted: give the runtime its CA (containerd: /etc/containerd/certs.d)",
  },
  {
    says: /\b429\b|toomanyrequests|rate limit/i,
    hint: 'the registry limits how often images may be pulled: wait, or use a mirror with --image-repository',
  },
  {
    says: /\b40[13]\b|unauthorized|denied|authorization/i,
    hint: 'the registry wants a login: configure it in the runtime, or pull the image by hand (crictl pull --creds ...)',
  },
  {
    says: /not found|manifest unknown|\b404\b/i,
    hint: 'the registry has no such image: check --kubernetes-version and --image-repository',
  },
  { says: /no space left/i, hint: 'the disk of the image store is full: free some space (crictl rmi --prune)' },
  {
    says: /timeout|timed out|deadline|connection refused|network is unreachable|no route|EOF|reset by peer/i,
    hint: "the registry was not reached: check the network and the runtime's proxy settings, or use a mirror with --image-repository",
  },
];

const UNKNOWN =
  "see what the runtime's log says (journalctl -u containerd), or pull from a mirror with --image-repository";

/**
 * An image that could not be pulled, with what to do about it.
 *
 * @param reason - the runtime's words
 */
export function pullError(image: string, reason: string): KubeadmError {
  const hint = PATTERNS.find(({ says }) => says.test(reason))?.hint ?? UNKNOWN;
  return new KubeadmError('image-pull-failed', `the image ${image} could not be pulled: ${reason}`, { hint });
}
