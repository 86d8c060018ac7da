/**
 * The sandbox (pause) image in what a runtime tells with CRI `Status`, verbose. The shape is the runtime's own:
 * containerd, CRI-O and cri-dockerd put their configuration as JSON under `config`, with the image at `sandboxImage`,
 * which is what the kubelet's tools look for too.
 *
 * @param info - the `info` map of the answer
 * @returns `undefined` where the runtime does not tell
 */
export function sandboxImageIn(info: Readonly<Record<string, string>>): string | undefined {
  const config = parsed(info['config']);
  if (typeof config !== 'object' || config === null || !('sandboxImage' in config)) return undefined;
  return typeof config.sandboxImage === 'string' && config.sandboxImage !== '' ? config.sandboxImage : undefined;
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}
