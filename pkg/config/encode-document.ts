import type { JsonObject } from '../kube/kube-object.ts';
import { newestEntry, type ConfigKind } from './kinds/registry.ts';
import { encode } from './schema/encode.ts';

/**
 * A document of a kind in its newest version, as it is printed: apiVersion, kind, and the fields in order.
 *
 * @param value - completed (`complete(schema, given)`), or with missing fields, which count as zero
 */
export function encodeDocument(kind: ConfigKind, value: object): JsonObject {
  const { group, version, schema } = newestEntry(kind);
  return { apiVersion: `${group}/${version}`, kind, ...encode(schema, value) };
}
