import type { KnownProblem } from '../known-problem.ts';

const IMAGE = String.raw`\\*"?([\w.-]+(?::\d+)?\/[^\s"\\]+?)\\*"?`;
const CRICTL = (criSocket: string, image: string | undefined) =>
  `crictl --runtime-endpoint ${criSocket} pull ${image ?? '<image>'}`;

/** What the kubelet and registries say when an image does not come. Looked for in the kubelet's log, per Pod. */
export const IMAGE_PROBLEMS: readonly KnownProblem[] = [
  {
    id: 'image-never-pulled',
    pattern: new RegExp(String.raw`ErrImageNeverPull.*?image ${IMAGE} is not present|ErrImageNeverPull`),
    persistence: 'stubborn',
    problem: ([, image]) => `the image ${image ?? ''} is not on this machine and may not be pulled`,
    hint: ([, image], { criSocket }) => `load it, or pull it: \`${CRICTL(criSocket, image)}\``,
  },
  {
    id: 'image-rate-limited',
    pattern: /toomanyrequests|429 Too Many Requests|pull rate limit/i,
    persistence: 'passing',
    problem: () => 'the image registry refuses for now: too many requests from this address',
    hint: () => 'wait some minutes, or set imageRepository to a mirror',
  },
  {
    id: 'sandbox-image-missing',
    pattern: new RegExp(String.raw`failed to (?:get|pull) (?:the )?sandbox image ${IMAGE}:? `),
    persistence: 'stubborn',
    problem: ([, image = '']) => `the runtime cannot get its sandbox (pause) image ${image}`,
    hint: ([, image], { criSocket }) =>
      `\`${CRICTL(criSocket, image)}\`, or set the runtime's sandbox image to one that is there (containerd: sandbox under pinned_images, or sandbox_image)`,
  },
  {
    id: 'image-not-found',
    pattern: new RegExp(
      String.raw`(?:failed to resolve reference|failed to resolve image|failed to pull image|pull and unpack image) ${IMAGE}: .*(?:not found|manifest unknown|name unknown|repository does not exist)`,
    ),
    persistence: 'stubborn',
    problem: ([, image = '']) => `the registry does not have the image ${image}`,
    hint: ([, image], { criSocket }) =>
      `look at imageRepository, imageTag and kubernetesVersion; \`${CRICTL(criSocket, image)}\` tries it by hand`,
  },
  {
    id: 'image-denied',
    pattern:
      /(?:failed to resolve reference|failed to pull|ErrImagePull).*(?:pull access denied|authorization failed|401 Unauthorized|403 Forbidden|unauthorized|denied:)/,
    persistence: 'stubborn',
    problem: () => 'the image registry refuses access',
    hint: () =>
      'the registry wants credentials: give them to the runtime (containerd: /etc/containerd/certs.d), or pull the images beforehand',
  },
  {
    id: 'registry-unreachable',
    pattern:
      /(?:failed to resolve reference|failed to pull|ErrImagePull|failed to do request).*(?:lookup (\S+)[^"]*(?:no such host|server misbehaving|i\/o timeout|connection refused)|dial tcp (\S+?):? (?:i\/o timeout|connect: )|TLS handshake timeout|x509: )/,
    persistence: 'passing',
    problem: ([, name, address]) => `the image registry ${name ?? address ?? ''} cannot be reached`.replace('  ', ' '),
    hint: () =>
      'look at DNS (`getent hosts registry.k8s.io`), the proxy settings of the container runtime and its CA certificates, or load the images beforehand',
  },
  {
    id: 'image-not-pulled',
    pattern: new RegExp(String.raw`(?:ErrImagePull|ImagePullBackOff)(?:.*?(?:image|reference) ${IMAGE}[\s\\"])?`),
    persistence: 'passing',
    problem: ([, image]) => `the image ${image ?? ''} cannot be pulled`.replace('  ', ' '),
    hint: ([, image], { criSocket }) => `\`${CRICTL(criSocket, image)}\` shows why`,
  },
];
