/** A value of a YAML document that knows where it was written. Aliases and merge keys are already resolved. */
export type YamlNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it was written. */
  readonly text: string;
  /** A number with a point or an exponent in JSON, as written: there it is none for whole numbers, not even `1.0`. */
  readonly literal?: string;
  /** Whether it is a merge key where it stands as a key. */
  readonly merge?: boolean;
  /** Offset in the file. */
  readonly offset: number;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly offset: number;
}

export interface MapEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlNode;
}

/** A key that is there more than once. */
export interface RepeatedKey {
  readonly key: string;
  /** Where the later one stands. */
  readonly offset: number;
  /** Whether a merge key brings it. */
  readonly merged: boolean;
}

export interface MapNode {
  readonly kind: 'map';
  /** Without repetitions: the last one of each key. */
  readonly entries: readonly MapEntry[];
  readonly repeated: readonly RepeatedKey[];
  readonly offset: number;
}

/** What kind of value a node is, in the words of the errors. */
export function describeNode(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind;
  if (node.value === null) return 'null';
  const kind = typeof node.value;
  return kind === 'boolean' ? 'boolean' : kind === 'string' ? 'string' : 'number';
}

/** The entry of a map; `undefined` when there is none, or the node is no map. */
export function entryOf(node: YamlNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The text of a string entry of a map. */
export function stringEntry(node: YamlNode, key: string): string | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
