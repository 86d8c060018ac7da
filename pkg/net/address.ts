import ipaddr from 'ipaddr.js';

export type Family = 4 | 6;

/** An address whose text was normalised. */
export interface Address {
  readonly family: Family;
  /** Canonical text: `10.0.0.1`, `fd00::1`. */
  readonly text: string;
  /** The address as a number: 32 or 128 bits. */
  readonly value: bigint;
}

/**
 * Read an IP address the way Kubernetes does: leading zeros of IPv4 numbers are decimal (`010.0.0.1` is `10.0.0.1`),
 * zones are refused, and an IPv4-mapped IPv6 address is its IPv4 address.
 *
 * @returns `undefined` when it is no address
 */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) return parseV6(text);
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255)) return undefined;
  return v4(parts.reduce((sum, part) => sum * 256n + BigInt(Number(part)), 0n));
}

/** The address with this number. */
export function addressOf(family: Family, value: bigint): Address {
  return family === 4 ? v4(value) : v6(value);
}

/** Whether a text is an IP address (leading zeros tolerated). */
export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

export function isUnspecified(address: Address): boolean {
  return address.value === 0n;
}

export function isLoopback(address: Address): boolean {
  return address.family === 4 ? address.value >> 24n === 127n : address.value === 1n;
}

/** Neither unspecified, loopback, multicast, link-local nor broadcast (Go's `IsGlobalUnicast`): private ranges count. */
export function isGlobalUnicast(address: Address): boolean {
  if (isUnspecified(address) || isLoopback(address)) return false;
  const { value } = address;
  if (address.family === 6) return value >> 120n !== 0xffn && value >> 118n !== 0xfe80n >> 6n;
  return value !== 0xffffffffn && value >> 28n !== 0xen && value >> 16n !== 0xa9fen;
}

function v4(value: bigint): Address {
  const text = [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  return { family: 4, text, value };
}

function v6(value: bigint): Address {
  const bytes = Array.from({ length: 16 }, (_, index) => Number((value >> BigInt(120 - index * 8)) & 255n));
  return { family: 6, text: new ipaddr.IPv6(bytes).toRFC5952String(), value };
}

function parseV6(text: string): Address | undefined {
  // ipaddr.js takes the old form of an IPv4-compatible address for an IPv4-mapped one
  const compatible = /^::(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const inside = compatible === undefined ? undefined : parseAddress(compatible);
  if (inside !== undefined) return v6(inside.value);
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  const value = parsed.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return parsed.isIPv4MappedAddress() ? v4(value & 0xffffffffn) : v6(value);
}
