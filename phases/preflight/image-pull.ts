import { controlPlaneImages, pauseImage } from '../../pkg/config/images.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { PullImage } from '../../pkg/host/change.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import type { InitContext } from '../init-context.ts';
import { FINE, problemOf, warned, type Findings, type Problem } from './check.ts';
import type { MarkedWorkflow } from '../interrupted-run.ts';

/** How often one image is tried (source: the reference). */
const ATTEMPTS = 5;
const LOOK = 'see why with crictl pull <image>';
/** Only `init` can name another repository: who joins takes the cluster's images. */
const FIX: Readonly<Record<MarkedWorkflow, string>> = {
  init: `${LOOK}, or pull from a mirror with --image-repository`,
  join: LOOK,
};

/** What a batch of its own finds: it changes the machine, unlike the other checks. */
export async function pullImages(
  context: Pick<InitContext, 'config' | 'host' | 'note'>,
  workflow: MarkedWorkflow,
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
  const pull = (image: string): Promise<readonly Problem[]> =>
    pullOne(host, { image, criSocket: config.nodeRegistration.criSocket }, FIX[workflow]);
  const errors = serial ? await oneByOne(missing, pull) : (await Promise.all(missing.map(pull))).flat();
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

async function oneByOne(
  images: readonly string[],
  pull: (image: string) => Promise<readonly Problem[]>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const image of images) problems.push(...(await pull(image)));
  return problems;
}

/** @returns the last attempt's failure, or nothing */
async function pullOne(
  host: Host,
  { image, criSocket }: Omit<PullImage, 'kind'>,
  fix: string,
): Promise<readonly Problem[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await host.change({ kind: 'pull-image', image, criSocket });
      return [];
    } catch (error) {
      if (attempt < ATTEMPTS) continue;
      const problem = problemOf(error, fix);
      return [problem.message.includes(image) ? problem : { ...problem, message: `${image}: ${problem.message}` }];
    }
  }
}
