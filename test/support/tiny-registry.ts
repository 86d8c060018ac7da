import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOf, MANIFEST_TYPE, type TinyImage } from './tiny-image.ts';

/** An image registry in this process, over plain HTTP on 127.0.0.1. */
export interface TinyRegistry {
  /** `127.0.0.1:port` */
  readonly host: string;
  close(): Promise<void>;
}

/** @param images - by repository and tag: `test/image:1` */
export async function startTinyRegistry(images: Readonly<Record<string, TinyImage>>): Promise<TinyRegistry> {
  const server = createServer((request, response) => {
    const found = answerTo(request.url ?? '', images);
    if (found === undefined)
      return response
        .writeHead(404)
        .end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }));
    const { type, bytes } = found;
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Length': bytes.length,
      'Docker-Content-Digest': digestOf(bytes),
    });
    return response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function answerTo(
  url: string,
  images: Readonly<Record<string, TinyImage>>,
): { type: string; bytes: Buffer } | undefined {
  if (url === '/v2/') return { type: 'application/json', bytes: Buffer.from('{}') };
  const [, repository = '', kind, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)/.exec(url) ?? [];
  if (kind === 'manifests' && !reference.startsWith('sha256:')) {
    const image = images[`${repository}:${reference}`];
    return image && { type: MANIFEST_TYPE, bytes: image.manifest };
  }
  for (const [name, { blobs }] of Object.entries(images)) {
    const bytes = name.startsWith(`${repository}:`) ? blobs.get(reference) : undefined;
    if (bytes !== undefined) return { type: kind === 'manifests' ? MANIFEST_TYPE : 'application/octet-stream', bytes };
  }
  return undefined;
}
