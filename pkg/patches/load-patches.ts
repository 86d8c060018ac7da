import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import type { JsonValue } from '../kube/kube-object.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { readPatchFileName } from './patch-file-name.ts';
import type { PatchTarget, PatchType } from './patch-file-name.ts';

/** One document of a patch file. */
export interface Patch {
  readonly path: string;
  readonly target: PatchTarget;
  readonly type: PatchType;
  readonly content: JsonValue;
}

/** The patches of one directory, in the order in which they apply. */
export type PatchSet = readonly Patch[];

/** Deeper than anybody sorts patches; a folder that links back to itself ends here. */
const MAX_DEPTH = 16;

const known = new WeakMap<HostView, Map<string, Promise<PatchSet>>>();

/**
 * The patches in a directory and the folders below it, in the byte order of their names. A directory is read once for
 * each host, however many phases ask.
 *
 * @param directory - empty for no patches
 * @param tell - hears of files that were left out, when the directory is read
 * @throws KubeadmError `patches-directory-missing`, `patch-name-invalid` or `patch-malformed`
 */
export function loadPatches(
  view: HostView,
  directory: string,
  tell: (note: string) => void = () => undefined,
): Promise<PatchSet> {
  if (directory === '') return Promise.resolve([]);
  const ofHost = known.get(view) ?? new Map<string, Promise<PatchSet>>();
  known.set(view, ofHost);
  const before = ofHost.get(directory);
  if (before !== undefined) return before;
  const reading = readDirectory(view, directory, tell);
  ofHost.set(directory, reading);
  reading.catch(() => ofHost.delete(directory));
  return reading;
}

async function readDirectory(view: HostView, directory: string, tell: (note: string) => void): Promise<PatchSet> {
  const info = await view.stat(directory);
  if (info?.kind !== 'directory') {
    const what = info === undefined ? 'does not exist' : 'is not a directory';
    throw new KubeadmError('patches-directory-missing', `the patches directory ${directory} ${what}`, {
      hint: 'make the directory, or name another one with --patches or patches.directory',
    });
  }
  return readFolder(view, directory.replace(/\/+$/, ''), { tell, depth: 0 });
}

interface Walk {
  readonly tell: (note: string) => void;
  readonly depth: number;
}

async function readFolder(view: HostView, folder: string, walk: Walk): Promise<PatchSet> {
  const patches: Patch[] = [];
  for (const name of (await view.listDirectory(folder)) ?? []) {
    const path = `${folder}/${name}`;
    const info = await view.stat(path);
    const isFolder = info?.kind === 'directory' && walk.depth < MAX_DEPTH;
    const found = isFolder
      ? await readFolder(view, path, { ...walk, depth: walk.depth + 1 })
      : await readPatchFile(view, path, walk.tell);
    patches.push(...found);
  }
  return patches;
}

async function readPatchFile(view: HostView, path: string, tell: (note: string) => void): Promise<PatchSet> {
  const ignore = (reason: string): PatchSet => {
    tell(`ignoring ${path}: ${reason}`);
    return [];
  };
  const named = readPatchFileName(path.slice(path.lastIndexOf('/') + 1));
  if (named.ignored !== undefined) return ignore(named.ignored);
  const text = await view.readFile(path);
  if (text === undefined || text.trim() === '') return ignore('it is empty');
  const contents = documentsOf(text, path);
  if (contents.length === 0) return ignore('it holds no patch');
  return contents.map((content) => ({ path, target: named.target, type: named.type, content }));
}

/** Documents are split at lines that begin with `---`, as Kubernetes does, and may each be YAML or JSON. */
function documentsOf(text: string, path: string): readonly JsonValue[] {
  const documents = text.split(/^---(?=\s|$)/m).map((document) => parse(document, path));
  return documents.filter((document) => document !== null);
}

function parse(document: string, path: string): JsonValue {
  try {
    return readYaml(document, path) as JsonValue;
  } catch (cause) {
    throw new KubeadmError('patch-malformed', `the patch file ${path} cannot be read`, {
      hint: `correct ${path}; it holds YAML or JSON, several patches separated by lines of ---`,
      cause,
    });
  }
}
