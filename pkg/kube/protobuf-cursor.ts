import { KubeadmError } from '../errors/kubeadm-error.ts';

/** https://protobuf.dev/programming-guides/encoding/#structure */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * Goes through nested protobuf messages. It makes no objects but the texts that are asked for, and looks at as little as
 * it can: code that runs for the first time is slow, and there is no second time.
 */
export class ProtobufCursor {
  protected readonly bytes: Buffer;
  /** The bytes as characters: cutting pieces out of one text is cheaper than decoding many. */
  protected readonly characters: string;
  /** Behind the field that was read last. */
  protected at = 0;
  /** Where that field's content begins. */
  protected begin = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.characters = bytes.toString('latin1');
  }

  /** Where a field's content begins and ends; an empty place where the message lacks it. */
  find(wanted: number, from: number, to: number): readonly [number, number] {
    this.at = from;
    while (this.at < to) if (this.field(to) === wanted) return [this.begin, this.at];
    return [to, to];
  }

  text(from: number, to: number): string {
    const text = this.characters.slice(from, to);
    return BEYOND_ASCII.test(text) ? this.bytes.toString('utf8', from, to) : text;
  }

  /**
   * Go behind the next field.
   *
   * @returns its number; 0 where it has no length
   * @throws KubeadmError `api-bad-answer` where it does not end before the limit
   */
  protected field(limit: number): number {
    const key = this.number(limit);
    const wire = key & 7;
    if (wire !== WIRE.bytes) return this.skip(wire, limit);
    const length = this.number(limit);
    this.begin = this.at;
    this.at += length;
    if (this.at > limit) throw badAnswer();
    return key >>> 3;
  }

  private skip(wire: number, limit: number): number {
    if (wire === WIRE.varint) this.number(limit);
    else if (wire === WIRE.fixed64) this.at += 8;
    else if (wire === WIRE.fixed32) this.at += 4;
    else throw badAnswer();
    if (this.at > limit) throw badAnswer();
    return 0;
  }

  /** Most numbers have one byte. */
  private number(limit: number): number {
    const first = this.bytes[this.at++] ?? 0;
    return first <= 0x7f ? first : this.longNumber(first & 0x7f, limit);
  }

  private longNumber(begun: number, limit: number): number {
    let value = begun;
    for (let factor = 128; this.at < limit; factor *= 128) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte <= 0x7f) return value;
    }
    throw badAnswer();
  }
}

/** What the API server sent is not what it says it is. */
export function badAnswer(): KubeadmError {
  return new KubeadmError('api-bad-answer', 'the API server sent a list that cannot be read', {
    hint: 'run the command again; if it stays, look whether a proxy in between alters what the API server sends',
  });
}
