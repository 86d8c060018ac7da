import type { KubeObject, ObjectMeta } from './kube-object.ts';
import { badAnswer, ProtobufCursor } from './protobuf-cursor.ts';
import { dataPattern, fits, type DataPattern } from './secret-data-pattern.ts';

/** In front of everything that the API server encodes as protobuf; then follows a runtime.Unknown. */
const MAGIC = 'k8s\0';
/** Field numbers of k8s.io/apimachinery/pkg/runtime, apis/meta/v1 and k8s.io/api/core/v1, generated.proto. */
const UNKNOWN = { raw: 2 } as const;
const LIST = { metadata: 1, items: 2 } as const;
const LIST_META = { continue: 3 } as const;
const SECRET = { metadata: 1, data: 2 } as const;
const OBJECT_META = { name: 1 } as const;
const ENTRY = { key: 1, value: 2 } as const;
/** Different sets of keys that are remembered. */
const MOST_PATTERNS = 8;

/** A Secret with its name and data only, which are read when they are asked for: few are ever kept. */
export class BareSecret implements KubeObject {
  readonly apiVersion = 'v1';
  readonly kind = 'Secret';
  readonly #reader: SecretReader;
  readonly #from: number;
  readonly #to: number;

  constructor(reader: SecretReader, from: number, to: number) {
    this.#reader = reader;
    this.#from = from;
    this.#to = to;
  }

  /** @throws KubeadmError `api-bad-answer` */
  get metadata(): ObjectMeta {
    return { name: this.#reader.name(this.#from, this.#to) };
  }

  /** The data as texts, not as base64. @throws KubeadmError `api-bad-answer` */
  get stringData(): Readonly<Record<string, string>> {
    return this.#reader.data(this.#from, this.#to);
  }
}

/** One page of Secrets. */
export interface SecretPage {
  readonly items: readonly BareSecret[];
  readonly metadata: { readonly continue: string };
}

/**
 * Read a v1 SecretList in the API server's own encoding. It is half as long as JSON, and what is of no interest in it
 * (managedFields above all) is skipped without being looked at: thousands of Secrets take milliseconds.
 *
 * @throws KubeadmError `api-bad-answer`
 */
export function readSecretList(answer: Buffer): SecretPage {
  if (answer.toString('latin1', 0, MAGIC.length) !== MAGIC) throw badAnswer();
  const reader = new SecretReader(answer);
  const [from, to] = reader.find(UNKNOWN.raw, MAGIC.length, answer.length);
  const [begin, end] = reader.find(LIST.metadata, from, to);
  const token = reader.text(...reader.find(LIST_META.continue, begin, end));
  return { items: reader.secrets(from, to), metadata: { continue: token } };
}

class SecretReader extends ProtobufCursor {
  /** Those of Secrets that were read: neighbours in a list have the same keys. */
  private readonly patterns: DataPattern[] = [];

  secrets(from: number, to: number): readonly BareSecret[] {
    const items: BareSecret[] = [];
    this.at = from;
    while (this.at < to) if (this.field(to) === LIST.items) items.push(new BareSecret(this, this.begin, this.at));
    return items;
  }

  name(from: number, to: number): string {
    this.at = from;
    while (this.at < to) {
      if (this.field(to) !== SECRET.metadata) continue;
      const end = this.at;
      this.at = this.begin;
      while (this.at < end) if (this.field(end) === OBJECT_META.name) return this.text(this.begin, this.at);
    }
    return '';
  }

  data(from: number, to: number): Readonly<Record<string, string>> {
    this.at = from;
    while (this.at < to) {
      const start = this.at;
      if (this.field(to) === SECRET.data) return this.recognise(start, to) ?? this.entries(start, to);
    }
    return {};
  }

  /** Data with the keys of a Secret that was read before, all at once. */
  private recognise(start: number, to: number): Readonly<Record<string, string>> | undefined {
    for (const { keys, pattern, blank } of this.patterns) {
      pattern.lastIndex = start;
      const match = pattern.exec(this.characters);
      if (match === null || !fits(this.bytes, keys, match, start) || this.hasData(pattern.lastIndex, to)) continue;
      const data = { ...blank };
      for (let index = 0; index < keys.length; index += 1) data[keys[index] ?? ''] = match[index + 1] ?? '';
      return data;
    }
    return undefined;
  }

  private hasData(from: number, to: number): boolean {
    this.at = from;
    while (this.at < to) if (this.field(to) === SECRET.data) return true;
    return this.at > to;
  }

  /** Any data, entry after entry. */
  private entries(from: number, to: number): Readonly<Record<string, string>> {
    const data: Record<string, string> = {};
    this.at = from;
    while (this.at < to) {
      if (this.field(to) !== SECRET.data) continue;
      const end = this.at;
      this.entry(this.begin, end, data);
      this.at = end;
    }
    const pattern = this.patterns.length < MOST_PATTERNS ? dataPattern(Object.keys(data)) : undefined;
    if (pattern !== undefined) this.patterns.unshift(pattern);
    return data;
  }

  private entry(from: number, to: number, data: Record<string, string>): void {
    let key = '';
    let value = '';
    this.at = from;
    while (this.at < to) {
      const field = this.field(to);
      if (field === ENTRY.key) key = this.text(this.begin, this.at);
      else if (field === ENTRY.value) value = this.text(this.begin, this.at);
    }
    data[key] = value;
  }
}
