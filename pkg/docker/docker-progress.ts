import { mebibytes } from '../cri/pull-watch.ts';

/** One line of Docker's progress stream, reduced to what is read. */
export interface DockerProgress {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

interface Layer {
  readonly current: number;
  readonly total: number;
  readonly done: boolean;
}

const DONE = /^(Pull complete|Already exists)$/;
const LAYER =
  /^(Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Pull complete|Already exists)$/;

/**
 * Sum up Docker's progress of single layers.
 *
 * @returns a function that takes the stream's lines one by one and gives a line for people, for example
 *   `3 of 7 layers, 12 of 40 MiB`; `undefined` while nothing is known of any layer
 */
export function layerProgress(): (line: DockerProgress) => string | undefined {
  const layers = new Map<string, Layer>();
  return ({ id, status = '', progressDetail }) => {
    if (id !== undefined && LAYER.test(status)) layers.set(id, next(layers.get(id), status, progressDetail));
    if (layers.size === 0) return undefined;
    const all = [...layers.values()];
    const done = all.filter((layer) => layer.done).length;
    const total = sum(all.map((layer) => layer.total));
    const bytes = total === 0 ? '' : `, ${mebibytes(sum(all.map((layer) => layer.current)))} of ${mebibytes(total)}`;
    return `${done} of ${layers.size} layers${bytes}`;
  };
}

/** Only downloads count in bytes: extracting tells sizes of another kind. */
function next(before: Layer | undefined, status: string, detail: DockerProgress['progressDetail']): Layer {
  const total = status === 'Downloading' ? (detail?.total ?? 0) : (before?.total ?? 0);
  const downloading = status === 'Downloading' ? (detail?.current ?? 0) : (before?.current ?? 0);
  const current = status === 'Download complete' || DONE.test(status) ? total : downloading;
  return { current, total, done: DONE.test(status) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
