import { controlPlaneImages, pauseImage } from '../../pkg/config/images.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { pullEach, type PullFailure } from '../image-pulls.ts';
import type { InitContext } from '../init-context.ts';
import { FINE, problemOf, warned, type Findings, type Problem } from './check.ts';
import type { MarkedCommand } from '../interrupted-run.ts';

const LOOK = 'see why with crictl pull <image>';
/** Only `init` can name another repository: who joins takes the cluster's images. */
const FIX: Readonly<Record<MarkedCommand, string>> = {
  init: `${LOOK}, or pull from a mirror with --image-repository`,
  join: LOOK,
  upgrade: LOOK,
};

/** What a batch of its own finds: it changes the machine, unlike the other checks. */
export async function pullImages(
  context: Pick<InitContext, 'config' | 'host' | 'note'>,
  workflow: MarkedCommand,
): Promise<Findings> {
  const { config, host } = context;
  const { imagePullPolicy: policy, imagePullSerial: serial } = config.nodeRegistration;
  if (policy === 'Never') return FINE;
  const images = controlPlaneImages(config.cluster);
  const [{ warnings }, present] = await Promise.all([
    sandboxImage(host, config),
    presentImages(host, config, policy === 'Always' ? [] : images),
  ]);
  const missing = images.filter((image) => !present.includes(image));
  const pulling = missing.length === 0 ? '' : `; pulling ${missing.length}`;
  context.note(`${present.length} of ${images.length} images are present${pulling}`);
  const failures = await pullEach(host, { images: missing, criSocket: config.nodeRegistration.criSocket, serial });
  const errors = failures.map((failure) => problemOfPull(failure, FIX[workflow]));
  return { errors, warnings };
}

/** Containers of a Pod share the runtime's sandbox image; the kubelet protects ours from its garbage collection. */
async function sandboxImage(view: HostView, { cluster, nodeRegistration }: InitConfig): Promise<Findings> {
  const ours = pauseImage(cluster);
  const status = await view
    .runtime(nodeRegistration.criSocket)
    .status()
    .catch(() => undefined);
  if (status?.sandboxImage === undefined || status.sandboxImage === ours) return FINE;
  return warned({
    message: `the container runtime uses ${status.sandboxImage} as sandbox image, not ${ours}`,
    fix: `in /etc/containerd/config.toml set the sandbox image to "${ours}" and restart containerd`,
  });
}

/** A runtime that cannot be asked has no images: pulling then tells why. */
async function presentImages(
  view: HostView,
  { nodeRegistration }: InitConfig,
  images: readonly string[],
): Promise<readonly string[]> {
  const runtime = view.runtime(nodeRegistration.criSocket);
  const ids = await Promise.all(images.map((image) => runtime.imageId(image).catch(() => undefined)));
  return images.filter((_, index) => ids[index] !== undefined);
}

function problemOfPull({ image, error }: PullFailure, fix: string): Problem {
  const problem = problemOf(error, fix);
  return problem.message.includes(image) ? problem : { ...problem, message: `${image}: ${problem.message}` };
}
