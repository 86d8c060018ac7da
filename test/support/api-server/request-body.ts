import type { IncomingMessage } from 'node:http';
import { load } from 'js-yaml';
import type { PatchType } from '../../../pkg/kube/cluster-client.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { Resource } from '../../../pkg/kube/resource-table.ts';
import { badRequest, failureStatus, refused, type Asked } from './failures.ts';
import { at, isRecord, textAt } from './json.ts';

export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

function unsupported(asked: Asked, supported: readonly string[]) {
  const message = `the body of the request was in an unknown format - accepted media types include: ${supported.join(', ')}`;
  return refused(asked, failureStatus(415, 'UnsupportedMediaType', message));
}

/** The type of a PATCH, from its content type. @throws ApiError 415 */
export function patchTypeOf(request: IncomingMessage, asked: Asked): PatchType {
  const type = PATCH_TYPES[mediaType(request)];
  if (type === undefined) throw unsupported(asked, Object.keys(PATCH_TYPES));
  return type;
}

/** A JSON (or, for apply, YAML) body. @throws ApiError 400 */
export function decode(text: string, asked: Asked, yaml = false): unknown {
  try {
    return yaml ? load(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(asked, `the request body cannot be decoded: ${error instanceof Error ? error.message : ''}`);
  }
}

const OBJECT_TYPES = ['application/json', 'application/yaml', ''];

/** The object in a POST or PUT, placed where the path says. @throws ApiError 400, 415 */
export function objectIn(request: IncomingMessage, text: string, asked: Asked): KubeObject {
  const type = mediaType(request);
  if (!OBJECT_TYPES.includes(type)) throw unsupported(asked, OBJECT_TYPES.slice(0, 2));
  const body = decode(text, asked, type === 'application/yaml');
  if (!isRecord(body)) throw badRequest(asked, 'the body is not an object');
  requireKind(body, asked.resource, asked);
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {};
  const namespace = textAt(metadata, 'namespace') ?? '';
  if (asked.namespace !== undefined && namespace !== '' && namespace !== asked.namespace) {
    throw badRequest(asked, 'the namespace of the provided object does not match the namespace sent on the request');
  }
  requireTextData(body, asked);
  const place = asked.namespace === undefined ? {} : { namespace: asked.namespace };
  const { kind, apiVersion } = asked.resource;
  return { ...body, kind, apiVersion, metadata: { name: '', ...metadata, ...place } };
}

function requireKind(body: object, { kind, apiVersion }: Resource, asked: Asked): void {
  const given = [textAt(body, 'apiVersion') ?? apiVersion, textAt(body, 'kind') ?? kind];
  if (given[0] === apiVersion && given[1] === kind) return;
  throw badRequest(asked, `${given[1]} in version "${given[0]}" cannot be handled as a ${kind}`);
}

/** ConfigMaps hold text only, Secrets base64. */
function requireTextData(body: object, asked: Asked): void {
  const { kind } = asked.resource;
  if (kind !== 'ConfigMap' && kind !== 'Secret') return;
  const data = at(body, 'data');
  for (const value of isRecord(data) ? Object.values(data) : []) {
    const fits = typeof value === 'string' && (kind === 'ConfigMap' || /^[A-Za-z0-9+/]*={0,2}$/.test(value));
    if (!fits)
      throw badRequest(
        asked,
        `${kind} in version "v1" cannot be handled as a ${kind}: a value of data has the wrong type`,
      );
  }
}
