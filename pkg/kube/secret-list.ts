import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { KubeObject } from './kube-object.ts';

/** In front of everything that the API server encodes as protobuf; then follows a runtime.Unknown. */
const MAGIC = 'k8s\0';
/** Field numbers of k8s.io/apimachinery/pkg/runtime, apis/meta/v1 and k8s.io/api/core/v1, generated.proto. */
const UNKNOWN = { raw: 2 } as const;
const LIST = { metadata: 1, items: 2 } as const;
const LIST_META = { continue: 3 } as const;
const SECRET = { metadata: 1, data: 2 } as const;
const OBJECT_META = { name: 1 } as const;
const ENTRY = { key: 1, value: 2 } as const;
/** https://protobuf.dev/programming-guides/encoding/#structure */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const BEYOND_ASCII = /[\x80-\xff]/;

/** A Secret with its name and data only. */
export interface BareSecret extends KubeObject {
  /** The data as texts, not as base64. */
  readonly stringData: Readonly<Record<string, string>>;
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
  const reader = new Reader(answer);
  const [from, to] = reader.field(UNKNOWN.raw, MAGIC.length, answer.length);
  const [begin, end] = reader.field(LIST.metadata, from, to);
  const [first, last] = reader.field(LIST_META.continue, begin, end);
  return { metadata: { continue: reader.text(first, last) }, items: reader.secrets(from, to) };
}

/**
 * Goes through nested messages with one cursor. It makes no objects but those that are asked for, and looks at as
 * little as it can: code that runs for the first time is slow, and there is no second time.
 */
class Reader {
  private readonly bytes: Buffer;
  /** The bytes as characters: cutting pieces out of one text is cheaper than decoding many. */
  private readonly characters: string;
  /** Where the cursor stands: behind the field that was read last. */
  private at = 0;
  /** Where that field's content begins. */
  private begin = 0;
  /** The texts of the Secret before: neighbours in a list have the same keys, and many of the same values. */
  private readonly known: string[] = [];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.characters = bytes.toString('latin1');
  }

  /** Where a field's content begins and ends; an empty place where the message lacks it. */
  field(wanted: number, from: number, to: number): readonly [number, number] {
    this.at = from;
    while (this.at < to) if (this.next(to) === wanted) return [this.begin, this.at];
    return [to, to];
  }

  secrets(from: number, to: number): readonly BareSecret[] {
    const items: BareSecret[] = [];
    this.at = from;
    while (this.at < to) if (this.next(to) === LIST.items) items.push(this.secret(this.begin, this.at));
    return items;
  }

  text(from: number, to: number): string {
    const text = this.characters.slice(from, to);
    return BEYOND_ASCII.test(text) ? this.bytes.toString('utf8', from, to) : text;
  }

  /** The same, where the Secret before may have had this very text in this very place. */
  private likely(from: number, to: number, place: number): string {
    const known = this.known[place];
    if (known !== undefined && known.length === to - from && this.characters.startsWith(known, from)) return known;
    const text = this.characters.slice(from, to);
    if (BEYOND_ASCII.test(text)) return this.bytes.toString('utf8', from, to);
    this.known[place] = text;
    return text;
  }

  private secret(from: number, to: number): BareSecret {
    const stringData: Record<string, string> = {};
    let name = '';
    let place = 0;
    this.at = from;
    while (this.at < to) {
      const field = this.next(to);
      const end = this.at;
      if (field === SECRET.data) this.entry(this.begin, end, stringData, (place += 2));
      else if (field === SECRET.metadata) name = this.text(...this.field(OBJECT_META.name, this.begin, end));
      this.at = end;
    }
    return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData };
  }

  private entry(from: number, to: number, data: Record<string, string>, place: number): void {
    let key = '';
    let value = '';
    this.at = from;
    while (this.at < to) {
      const field = this.next(to);
      if (field === ENTRY.key) key = this.likely(this.begin, this.at, place);
      else if (field === ENTRY.value) value = this.likely(this.begin, this.at, place + 1);
    }
    data[key] = value;
  }

  /** Go behind the next field. @returns its number; 0 where it has no length */
  private next(limit: number): number {
    const { bytes } = this;
    let key = bytes[this.at++] ?? 0;
    if (key > 0x7f) key = this.more(key, limit);
    const wire = key & 7;
    if (wire !== WIRE.bytes) return this.skip(wire, limit);
    let length = bytes[this.at++] ?? 0;
    if (length > 0x7f) length = this.more(length, limit);
    this.begin = this.at;
    this.at += length;
    if (this.at > limit) throw badAnswer();
    return key >>> 3;
  }

  private skip(wire: number, limit: number): number {
    if (wire === WIRE.varint) {
      while ((this.bytes[this.at++] ?? 0) > 0x7f) if (this.at >= limit) throw badAnswer();
    } else if (wire === WIRE.fixed64) this.at += 8;
    else if (wire === WIRE.fixed32) this.at += 4;
    else throw badAnswer();
    if (this.at > limit) throw badAnswer();
    return 0;
  }

  /** A number of more than one byte, of which the first was read. */
  private more(first: number, limit: number): number {
    let value = first & 0x7f;
    for (let factor = 128; this.at < limit; factor *= 128) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte <= 0x7f) return value;
    }
    throw badAnswer();
  }
}

function badAnswer(): KubeadmError {
  return new KubeadmError('api-bad-answer', 'the API server sent a list of Secrets that cannot be read', {
    hint: 'run the command again; if it stays, look whether a proxy in between alters what the API server sends',
  });
}
