import type { Host } from '../host/host.ts';
import type { PairPaths } from './certificate-spec.ts';
import { loadPair } from './load-pair.ts';
import { successorFile } from './successor-files.ts';

/**
 * Put a certificate in its place beside its key, where a run that replaced both was killed in between.
 *
 * @returns whether there was something to put in place
 * @throws KubeadmError what `loadPair` throws
 */
export async function finishReplacement(host: Host, paths: PairPaths): Promise<boolean> {
  const { interrupted } = await loadPair(host, paths);
  if (interrupted === undefined) return false;
  await host.change(await successorFile(host, { path: paths.cert, content: interrupted, mode: 0o644 }));
  return true;
}
