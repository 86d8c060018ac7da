import { createHash } from 'node:crypto';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { posix } from 'node:path';
import { TarWriter, tarSize, type TarEntry } from './tar.ts';

/** An image to be packed: programs and what they need, nothing else. */
export interface ImageContents {
  /** `registry.k8s.io/etcd:3.6.8-0` */
  readonly reference: string;
  /** Absolute path in the image -> a file on this machine, or the content itself. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly entrypoint?: readonly string[];
  /** `NAME=value`, beside PATH. */
  readonly env?: readonly string[];
}

const PROGRAM_MODE = 0o755;
const LAYER = 'layer.tar';
/** Node's names of architectures that images call otherwise. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64' };

/** Write an image with a single layer as a docker-archive, which `ctr images import` takes. */
export async function packImage(path: string, image: ImageContents): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await writeArchive(file, image);
  } finally {
    await file.close();
  }
}

async function writeArchive(file: FileHandle, image: ImageContents): Promise<void> {
  const files = await Promise.all(Object.entries(image.files).map(([path, source]) => entryFor(path, source)));
  const folders = foldersOf(Object.keys(image.files));
  const entries = [...folders, ...files.map(({ entry }) => entry)];
  const size = tarSize(entries);
  const digest = createHash('sha256');
  const layer = new TarWriter(file, (bytes) => digest.update(bytes));
  const archive = new TarWriter(file);
  await archive.header({ path: LAYER, mode: 0o644, size });
  for (const folder of folders) await layer.header(folder);
  for (const { entry, source } of files)
    await layer.add(entry, typeof source === 'string' ? await readFile(source) : source);
  await layer.end();
  await archive.pad(size);
  const config = Buffer.from(JSON.stringify(configOf(image, digest.digest('hex'))));
  const name = `${createHash('sha256').update(config).digest('hex')}.json`;
  await archive.add({ path: name, mode: 0o644 }, config);
  const manifest = [{ Config: name, RepoTags: [image.reference], Layers: [LAYER] }];
  await archive.add({ path: 'manifest.json', mode: 0o644 }, Buffer.from(JSON.stringify(manifest)));
  await archive.end();
}

async function entryFor(path: string, source: string | Uint8Array) {
  const size = typeof source === 'string' ? (await stat(source)).size : source.length;
  return { entry: { path: path.slice(1), mode: PROGRAM_MODE, size }, source };
}

/** The folders above these files, outermost first, and those that programs expect. */
function foldersOf(paths: readonly string[]): readonly TarEntry[] {
  const folders = new Set<string>(['/etc']);
  for (const path of paths) {
    const above: string[] = [];
    for (let folder = posix.dirname(path); folder !== '/'; folder = posix.dirname(folder)) above.unshift(folder);
    above.forEach((folder) => folders.add(folder));
  }
  const entries = [...folders].map((path) => ({ path: path.slice(1), mode: 0o755 }));
  return [{ path: 'tmp', mode: 0o1777 }, ...entries];
}

/** The image's configuration (OCI image specification, "Image Configuration"). */
function configOf({ entrypoint, env = [] }: ImageContents, layerDigest: string): object {
  return {
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    config: {
      ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }),
      Env: ['PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env],
      WorkingDir: '/',
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
    history: [{ created: '2026-01-01T00:00:00Z' }],
  };
}
