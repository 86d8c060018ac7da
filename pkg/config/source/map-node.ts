import { YAMLException } from 'js-yaml';
import type { Chunk } from './split-documents.ts';
import type { MapEntry, MapNode, RepeatedKey, YamlNode } from './yaml-node.ts';

/** A key and its value as they were written. */
export interface RawPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/**
 * A map from its pairs: merge keys (`<<`) stand for the keys of other maps, keys become strings as JSON has them, and of
 * a repeated key the last one counts, be it written or merged. Strict readers of Kubernetes want every key once.
 *
 * @throws YAMLException when a key is a list or a map, or `<<` stands before something else than maps
 */
export function mapNode(pairs: readonly RawPair[], offset: number, chunk: Chunk): MapNode {
  const entries = new Map<string, MapEntry>();
  const mergedKeys = new Set<string>();
  const repeated: RepeatedKey[] = [];
  for (const { key, value } of pairs) {
    const merged = isMergeKey(key);
    for (const entry of merged ? mergedEntries(value, chunk) : [ownEntry(key, value, chunk)]) {
      const name = entry.key;
      if (entries.has(name)) repeated.push({ key: name, offset: key.offset, merged: merged || mergedKeys.has(name) });
      if (merged) mergedKeys.add(name);
      entries.set(name, entry);
    }
  }
  return { kind: 'map', entries: [...entries.values()], repeated, offset };
}

function ownEntry(key: YamlNode, value: YamlNode, chunk: Chunk): MapEntry {
  return { key: keyText(key, chunk), keyOffset: key.offset, value };
}

function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.merge === true;
}

function mergedEntries(value: YamlNode, chunk: Chunk): readonly MapEntry[] {
  if (value.kind === 'map') return value.entries;
  // of several maps the first one counts
  if (value.kind === 'list') return value.items.toReversed().flatMap((item) => mergedEntries(item, chunk));
  YAMLException.throwAt(chunk.text, value.offset - chunk.offset, 'a merge key "<<" needs a map or a list of maps');
}

function keyText(key: YamlNode, chunk: Chunk): string {
  if (key.kind !== 'scalar')
    YAMLException.throwAt(chunk.text, key.offset - chunk.offset, 'a key must be a plain value, not a list or a map');
  if (key.value === null) YAMLException.throwAt(chunk.text, key.offset - chunk.offset, 'a key must not be null');
  return String(key.value);
}
