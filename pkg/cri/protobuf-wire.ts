/** One field as it travels: a number (wire type 0), or bytes (wire type 2); the other is empty. */
export interface WireRecord {
  readonly number: number;
  readonly varint: bigint;
  readonly bytes: Uint8Array;
}

/** https://protobuf.dev/programming-guides/encoding/#structure */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const NO_BYTES = new Uint8Array(0);

/** A number under its tag. Negative numbers take ten bytes, as two's complement of 64 bits. */
export function varintRecord(number: number, value: bigint): Uint8Array {
  return Buffer.concat([tag(number, WIRE.varint), varint(BigInt.asUintN(64, value))]);
}

/** Bytes under their tag and length. */
export function bytesRecord(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([tag(number, WIRE.bytes), varint(BigInt(bytes.length)), bytes]);
}

/**
 * All records of a message in their order; those of fixed width, which CRI messages of interest do not have, are skipped.
 *
 * @throws RangeError when the message is cut off or has a wire type that does not exist
 */
export function* readRecords(message: Uint8Array): Generator<WireRecord> {
  let at = 0;
  while (at < message.length) {
    const key = readVarint(message, at);
    const number = Number(key.value >> 3n);
    const wire = Number(key.value & 7n);
    if (wire === WIRE.varint) {
      const { value, end } = readVarint(message, key.end);
      yield { number, varint: value, bytes: NO_BYTES };
      at = end;
    } else {
      const { begin, end } = extent(message, key.end, wire);
      if (end > message.length) throw new RangeError(`field ${number} is cut off`);
      if (wire === WIRE.bytes) yield { number, varint: 0n, bytes: message.subarray(begin, end) };
      at = end;
    }
  }
}

function extent(message: Uint8Array, at: number, wire: number): { begin: number; end: number } {
  if (wire === WIRE.fixed64) return { begin: at, end: at + 8 };
  if (wire === WIRE.fixed32) return { begin: at, end: at + 4 };
  if (wire !== WIRE.bytes) throw new RangeError(`unknown wire type ${wire}`);
  const length = readVarint(message, at);
  return { begin: length.end, end: length.end + Number(length.value) };
}

function tag(number: number, wire: number): Uint8Array {
  return varint(BigInt((number << 3) | wire));
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

function readVarint(message: Uint8Array, at: number): { value: bigint; end: number } {
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = message[at + index];
    if (byte === undefined) throw new RangeError('a number is cut off');
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if ((byte & 0x80) === 0) return { value, end: at + index + 1 };
  }
  throw new RangeError('a number is longer than ten bytes');
}
