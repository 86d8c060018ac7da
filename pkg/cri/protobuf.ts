import { readRecords, varintRecord, bytesRecord, type WireRecord } from './protobuf-wire.ts';

/** One field of a message: its number, its value when the sender left it out, and both directions. */
export interface Field<T> {
  readonly number: number;
  readonly absent: T;
  encode(value: T): readonly Uint8Array[];
  /** The field's value after one more record of it: repeated fields grow, others are replaced. */
  merge(before: T, record: WireRecord): T;
}

/** A message type. Its TypeScript type comes from its fields: see {@link MessageOf}. */
export interface Message<T> {
  /** Fields that are left out are not sent. */
  encode(value: Partial<T>): Uint8Array;
  /** Every field is set: those that were not sent have their default. @throws RangeError when the bytes are cut off */
  decode(bytes: Uint8Array): T;
}

export type MessageOf<M> = M extends Message<infer T> ? T : never;

/**
 * Describe a message by the fields that this program needs; others are skipped when reading.
 *
 * @param fields - by the name under which the program knows them
 */
export function message<T extends object>(fields: { readonly [K in keyof T]: Field<T[K]> }): Message<T> {
  const entries = Object.entries(fields) as [keyof T, Field<T[keyof T]>][];
  const byNumber = new Map(entries.map(([name, field]) => [field.number, { name, field }]));
  return {
    encode(value) {
      const records = entries.flatMap(([name, field]) => {
        const given = value[name];
        return given === undefined ? [] : field.encode(given);
      });
      return Buffer.concat(records);
    },
    decode(bytes) {
      const value = Object.fromEntries(entries.map(([name, field]) => [name, field.absent])) as T;
      for (const record of readRecords(bytes)) {
        const known = byNumber.get(record.number);
        if (known !== undefined) value[known.name] = known.field.merge(value[known.name], record);
      }
      return value;
    },
  };
}

/** `string` */
export function text(number: number): Field<string> {
  return {
    number,
    absent: '',
    encode: (value) => (value === '' ? [] : [bytesRecord(number, Buffer.from(value, 'utf8'))]),
    merge: (_, record) => Buffer.from(record.bytes).toString('utf8'),
  };
}

/** `bool` */
export function bool(number: number): Field<boolean> {
  return {
    number,
    absent: false,
    encode: (value) => (value ? [varintRecord(number, 1n)] : []),
    merge: (_, record) => record.varint !== 0n,
  };
}

/** Any integer or enum. Beyond 2^53 the nearest double is taken: fine for timestamps and sizes. */
export function integer(number: number): Field<number> {
  return {
    number,
    absent: 0,
    encode: (value) => (value === 0 ? [] : [varintRecord(number, BigInt(value))]),
    merge: (_, record) => Number(BigInt.asIntN(64, record.varint)),
  };
}

/** A message inside a message; `undefined` when it was not sent. */
export function nested<T>(number: number, type: Message<T>): Field<T | undefined> {
  return {
    number,
    absent: undefined,
    encode: (value) => (value === undefined ? [] : [bytesRecord(number, type.encode(value))]),
    merge: (_, record) => type.decode(record.bytes),
  };
}

/** `repeated` of a message type. */
export function list<T>(number: number, type: Message<T>): Field<readonly T[]> {
  return {
    number,
    absent: [],
    encode: (values) => values.map((value) => bytesRecord(number, type.encode(value))),
    merge: (before, record) => [...before, type.decode(record.bytes)],
  };
}

const mapEntry = message({ key: text(1), value: text(2) });

/** `map<string, string>` */
export function textMap(number: number): Field<Readonly<Record<string, string>>> {
  return {
    number,
    absent: {},
    encode: (map) => Object.entries(map).map(([key, value]) => bytesRecord(number, mapEntry.encode({ key, value }))),
    merge: (before, record) => {
      const { key, value } = mapEntry.decode(record.bytes);
      return { ...before, [key]: value };
    },
  };
}
