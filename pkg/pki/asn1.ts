import type { asn1 } from 'node-forge';
import forge from 'node-forge/lib/asn1.js';

/** A node of an ASN.1 tree. */
export type Asn1 = asn1.Asn1;

const { Class, Type } = forge;

/** node-forge carries bytes as strings of code units 0 to 255. */
function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function primitive(type: asn1.Type, value: string): Asn1 {
  return forge.create(Class.UNIVERSAL, type, false, value);
}

export function sequence(...values: readonly Asn1[]): Asn1 {
  return forge.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...values]);
}

/** A SET OF: DER sorts its members by their encoding (X.690 section 11.6). */
export function setOf(...values: readonly Asn1[]): Asn1 {
  const sorted = [...values].sort((a, b) => Buffer.compare(toDer(a), toDer(b)));
  return forge.create(Class.UNIVERSAL, Type.SET, true, sorted);
}

export function objectIdentifier(dotted: string): Asn1 {
  return primitive(Type.OID, forge.oidToDer(dotted).getBytes());
}

export function boolean(value: boolean): Asn1 {
  return primitive(Type.BOOLEAN, value ? '\xff' : '\x00');
}

/** A number that is not negative, from its big-endian bytes. */
export function integer(bytes: Uint8Array): Asn1 {
  const start = bytes.findIndex((byte) => byte !== 0);
  const significant = start === -1 ? Buffer.from([0]) : Buffer.from(bytes.subarray(start));
  const signed = (significant[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), significant]) : significant;
  return primitive(Type.INTEGER, binary(signed));
}

export function octetString(bytes: Uint8Array): Asn1 {
  return primitive(Type.OCTETSTRING, binary(bytes));
}

/** @param unusedBits - how many bits at the end of the last byte do not count */
export function bitString(bytes: Uint8Array, unusedBits = 0): Asn1 {
  return primitive(Type.BITSTRING, String.fromCharCode(unusedBits) + binary(bytes));
}

export function nothing(): Asn1 {
  return primitive(Type.NULL, '');
}

/** Text of a kind: PrintableString, UTF8String, UTCTime, GeneralizedTime. */
export function text(kind: 'PRINTABLESTRING' | 'UTF8' | 'UTCTIME' | 'GENERALIZEDTIME', value: string): Asn1 {
  return primitive(Type[kind], binary(Buffer.from(value, 'utf8')));
}

/** `[number] EXPLICIT` */
export function explicit(number: number, value: Asn1): Asn1 {
  return forge.create(Class.CONTEXT_SPECIFIC, number, true, [value]);
}

/** `[number] IMPLICIT` of a primitive type. */
export function implicit(number: number, bytes: Uint8Array): Asn1 {
  return forge.create(Class.CONTEXT_SPECIFIC, number, false, binary(bytes));
}

export function toDer(node: Asn1): Buffer {
  return Buffer.from(forge.toDer(node).getBytes(), 'latin1');
}

/** @throws Error when the bytes are not DER */
export function fromDer(der: Uint8Array): Asn1 {
  return forge.fromDer(binary(der), { decodeBitStrings: false });
}

/** The nodes inside a constructed node; none for a primitive one. */
export function children(node: Asn1 | undefined): readonly Asn1[] {
  return node !== undefined && Array.isArray(node.value) ? node.value : [];
}

/** The content of a primitive node, without tag and length. */
export function content(node: Asn1 | undefined): Buffer {
  return node !== undefined && typeof node.value === 'string' ? Buffer.from(node.value, 'latin1') : Buffer.alloc(0);
}

/** Whether a node is `[number]` of the context. */
export function isContext(node: Asn1 | undefined, number: number): boolean {
  return node?.tagClass === Class.CONTEXT_SPECIFIC && Number(node.type) === number;
}

export function dottedIdentifier(node: Asn1 | undefined): string {
  return node === undefined || typeof node.value !== 'string' || node.value === '' ? '' : forge.derToOid(node.value);
}
