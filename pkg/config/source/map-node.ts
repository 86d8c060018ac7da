import { YAMLException } from 'js-yaml';
import type { Chunk } from './split-documents.ts';
import type { MapEntry, MapNode, YamlNode } from './yaml-node.ts';

/** A key and its value as they were written. */
export interface RawPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/**
 * A map from its pairs: merge keys (`<<`) fill in what the map itself does not say, keys become strings as JSON has
 * them, and of a repeated key the last one counts.
 *
 * @throws YAMLException when a key is a list or a map, or `<<` stands before something else than maps
 */
export function mapNode(pairs: readonly RawPair[], offset: number, chunk: Chunk): MapNode {
  const own = new Map<string, MapEntry>();
  const repeated: { key: string; offset: number }[] = [];
  const merged: MapEntry[] = [];
  for (const { key, value } of pairs) {
    if (isMergeKey(key)) {
      merged.push(...mergedEntries(value, chunk));
      continue;
    }
    const name = keyText(key, chunk);
    if (own.has(name)) repeated.push({ key: name, offset: key.offset });
    own.set(name, { key: name, keyOffset: key.offset, value });
  }
  for (const entry of merged) if (!own.has(entry.key)) own.set(entry.key, entry);
  return { kind: 'map', entries: [...own.values()], repeated, offset };
}

function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.merge === true;
}

function mergedEntries(value: YamlNode, chunk: Chunk): readonly MapEntry[] {
  if (value.kind === 'map') return value.entries;
  if (value.kind === 'list') return value.items.flatMap((item) => mergedEntries(item, chunk));
  YAMLException.throwAt(chunk.text, value.offset - chunk.offset, 'a merge key "<<" needs a map or a list of maps');
}

function keyText(key: YamlNode, chunk: Chunk): string {
  if (key.kind !== 'scalar')
    YAMLException.throwAt(chunk.text, key.offset - chunk.offset, 'a key must be a plain value, not a list or a map');
  if (key.value === null) YAMLException.throwAt(chunk.text, key.offset - chunk.offset, 'a key must not be null');
  return String(key.value);
}
