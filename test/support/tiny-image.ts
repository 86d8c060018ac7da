import { createHash } from 'node:crypto';

/** A container image of one file, made in memory. */
export interface TinyImage {
  /** Blobs by their digest (`sha256:...`): the layer, the configuration and the manifest. */
  readonly blobs: ReadonlyMap<string, Buffer>;
  readonly manifest: Buffer;
  /** Digest of the configuration, which is the image's id. */
  readonly id: string;
  /** What `docker save` makes of an image with this name. */
  archive(name: string): Buffer;
}

export const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** @param content - of the image's only file */
export function tinyImage(content: Buffer): TinyImage {
  const layer = tar({ 'data.bin': content });
  const config = json({
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: { Cmd: ['/data.bin'] },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  });
  const described = (mediaType: string, blob: Buffer): object => ({
    mediaType,
    size: blob.length,
    digest: digestOf(blob),
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: described('application/vnd.docker.container.image.v1+json', config),
    layers: [described('application/vnd.docker.image.rootfs.diff.tar', layer)],
  });
  return {
    blobs: new Map([layer, config, manifest].map((blob) => [digestOf(blob), blob])),
    manifest,
    id: digestOf(config),
    archive: (name) => {
      const list = json([{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }]);
      return tar({ 'manifest.json': list, 'config.json': config, 'layer.tar': layer });
    },
  };
}

export function digestOf(blob: Buffer): string {
  return `sha256:${createHash('sha256').update(blob).digest('hex')}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const BLOCK = 512;

/** The ustar format: a header block, the content padded to blocks, and two empty blocks at the end. */
function tar(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts = Object.entries(files).flatMap(([name, content]) => [
    tarHeader(name, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  header.write(name, 0);
  header.write(`${octal(0o755, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0`, 100);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}
