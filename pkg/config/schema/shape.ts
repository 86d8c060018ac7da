import type { JsonValue } from '../../kube/kube-object.ts';

/** A key that a map may have. */
export interface KnownKey {
  readonly doc: string;
  readonly default: JsonValue;
}

/** Constraints of a value, in the words of JSON Schema. */
export interface Shape {
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The only keys that a map may have, and what each is for. */
  readonly keys?: Readonly<Record<string, KnownKey>>;
  /** Fields of a struct that exclude each other. */
  readonly exclusive?: readonly string[];
}
