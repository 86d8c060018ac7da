import type { Host } from '../pkg/host/host.ts';

/** How often one image is tried (source: the reference). */
const ATTEMPTS = 5;

/** Which images are pulled, and how. */
export interface ImagePulls {
  readonly images: readonly string[];
  readonly criSocket: string;
  /** One after the other, or side by side. */
  readonly serial: boolean;
  /** Called when an image has arrived. */
  readonly pulled?: (image: string) => void;
  /** Aborted when no further pull is to begin. */
  readonly signal?: AbortSignal;
}

/** An image that could not be pulled. */
export interface PullFailure {
  readonly image: string;
  /** Of the last attempt. */
  readonly error: unknown;
}

/**
 * Pull images, each tried several times: registries have hiccups.
 *
 * @returns those that could not be pulled, in their order
 * @throws the signal's reason when it is aborted
 */
export async function pullEach(host: Host, { images, serial, ...how }: ImagePulls): Promise<readonly PullFailure[]> {
  const pull = (image: string): Promise<readonly PullFailure[]> => pullOne(host, image, how);
  if (!serial) return (await Promise.all(images.map(pull))).flat();
  const failures: PullFailure[] = [];
  for (const image of images) failures.push(...(await pull(image)));
  return failures;
}

async function pullOne(
  host: Host,
  image: string,
  { criSocket, pulled, signal }: Omit<ImagePulls, 'images' | 'serial'>,
): Promise<readonly PullFailure[]> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      await host.change({ kind: 'pull-image', image, criSocket });
      pulled?.(image);
      return [];
    } catch (error) {
      if (attempt >= ATTEMPTS) return [{ image, error }];
    }
  }
}
