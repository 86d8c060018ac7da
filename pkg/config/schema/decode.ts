import type { ConfigIssue } from '../issue.ts';
import type { SourceText } from '../source/source-text.ts';
import type { MapNode, YamlNode } from '../source/yaml-node.ts';
import { didYouMean } from '../suggestion.ts';
import { decodeScalar } from './decode-scalar.ts';
import type { Schema, StructSchema } from './schema.ts';
import type { PartialOf } from './schema-value.ts';

/** Something that has no place in a document of its kind, and what comes of it where that is let pass. */
export interface Oddity extends ConfigIssue {
  readonly consequence: string;
}

/** What decoding found. */
export interface Decoded<S> {
  readonly value: PartialOf<S>;
  /** Values of the wrong type. */
  readonly errors: readonly ConfigIssue[];
  /** Unknown fields and repeated keys: errors where strictness was asked for, else warnings. */
  readonly oddities: readonly Oddity[];
}

/** Comparing takes time, and who misspelt more fields than this gave the wrong kind of file. */
const MAX_SUGGESTIONS = 200;

/** Fields that every document has besides those of its kind. */
const TYPE_FIELDS: readonly string[] = ['apiVersion', 'kind'];

/** What is said of a key that is written twice, and of one that a merge key brings too. */
const WRITTEN_TWICE = 'this key was already set above';
const MERGED_TOO = 'this key was already set: a merge key ("<<") sets it too';

type DecodeDocument = <S>(schema: S, node: YamlNode, source: SourceText) => Decoded<S>;

/** Turn the nodes of a document into values of its kind. Everything wrong is reported at once, with its place. */
export const decodeDocument = decoded as unknown as DecodeDocument;

function decoded(
  schema: StructSchema,
  node: YamlNode,
  source: SourceText,
): { value: unknown; errors: readonly ConfigIssue[]; oddities: readonly Oddity[] } {
  const decoder = new Decoder(source);
  const value = decoder.value(schema, node, '') ?? {};
  return { value, errors: decoder.errors, oddities: decoder.oddities };
}

class Decoder {
  readonly errors: ConfigIssue[] = [];
  readonly oddities: Oddity[] = [];
  private readonly source: SourceText;

  constructor(source: SourceText) {
    this.source = source;
  }

  value(schema: Schema, node: YamlNode, path: string): unknown {
    // a duration that is not optional has to be one: Go reads null as an empty text there
    if (node.kind === 'scalar' && node.value === null && schema.kind !== 'duration') return undefined;
    switch (schema.kind) {
      case 'optional':
        return this.value(schema.inner, node, path);
      case 'struct':
        return node.kind === 'map' ? this.struct(schema, node, path) : this.wrongType('a map of fields', node, path);
      case 'map':
        return node.kind === 'map' ? this.map(schema.values, node, path) : this.wrongType('a map', node, path);
      case 'list':
        return node.kind === 'list'
          ? node.items.map((item, index) => this.value(schema.items, item, `${path}[${index}]`))
          : this.wrongType('a list', node, path);
      default: {
        const result = decodeScalar(schema, node);
        if ('value' in result) return result.value;
        return this.fail(node.offset, path, result.wrong, result.hint);
      }
    }
  }

  private struct(schema: StructSchema, node: MapNode, path: string): Record<string, unknown> {
    this.repetitions(node, path);
    const result: Record<string, unknown> = {};
    for (const { key, keyOffset, value } of node.entries) {
      const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
      const at = join(path, key);
      if (field !== undefined) result[key] = this.value(field.schema, value, at);
      else if (path !== '' || !TYPE_FIELDS.includes(key)) this.unknownField(schema, key, keyOffset, at);
    }
    return result;
  }

  private map(values: Schema, node: MapNode, path: string): Record<string, unknown> {
    this.repetitions(node, path);
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, this.value(values, value, join(path, key))]));
  }

  private repetitions(node: MapNode, path: string): void {
    for (const { key, offset, merged } of node.repeated) {
      const issue = this.issue(offset, join(path, key), merged ? MERGED_TOO : WRITTEN_TWICE);
      this.oddities.push({ ...issue, consequence: 'the last one counts' });
    }
  }

  private unknownField(schema: StructSchema, key: string, offset: number, path: string): void {
    const known = [...Object.keys(schema.fields), ...(path === key ? TYPE_FIELDS : [])];
    const meant = this.oddities.length < MAX_SUGGESTIONS ? didYouMean(key, known) : '';
    const issue = this.issue(offset, path, `there is no such field${meant}`);
    this.oddities.push({ ...issue, consequence: 'it has no effect' });
  }

  private wrongType(expected: string, node: YamlNode, path: string): undefined {
    const found = node.kind === 'scalar' ? JSON.stringify(node.text) : `a ${node.kind}`;
    const hint =
      expected === 'a list'
        ? 'begin each item with "- "; arguments are written as "- {name: v, value: \"2\"}"'
        : undefined;
    return this.fail(node.offset, path, `expected ${expected}, found ${found}`, hint);
  }

  private fail(offset: number, path: string, message: string, hint?: string): undefined {
    this.errors.push({ ...this.issue(offset, path, message), hint });
    return undefined;
  }

  private issue(offset: number, path: string, message: string): ConfigIssue {
    return { path, message, place: this.source.place(offset) };
  }
}

function join(path: string, key: string): string {
  const name = key === '' ? '""' : key;
  return path === '' ? name : `${path}.${name}`;
}
