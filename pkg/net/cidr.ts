import { addressOf, parseAddress, type Address, type Family } from './address.ts';

/** A range of addresses. */
export interface Cidr {
  readonly family: Family;
  /** The number of the first address; host bits are masked away. */
  readonly base: bigint;
  /** Length of the mask in bits. */
  readonly prefix: number;
  /** Canonical text with host bits masked: `10.96.0.0/12`. */
  readonly text: string;
}

const BITS = { 4: 32, 6: 128 } as const;

/**
 * Read a CIDR; host bits and leading zeros are tolerated, as Kubernetes does.
 *
 * @param text - `10.96.0.0/12`
 * @returns `undefined` when it is none
 */
export function parseCidr(text: string): Cidr | undefined {
  const [, host, mask] = /^([^/]+)\/(\d+)$/.exec(text) ?? [];
  if (host === undefined || mask === undefined) return undefined;
  const address = parseAddress(host);
  const prefix = Number(mask);
  // An IPv4-mapped address keeps the family of how it was written, so that its mask is counted in 128 bits.
  if (address === undefined || (address.family === 4) === host.includes(':')) return undefined;
  if (prefix > BITS[address.family]) return undefined;
  return cidrOf(address, prefix);
}

/**
 * Read a comma list of CIDRs, without spaces.
 *
 * @returns `undefined` when one of them is none
 */
export function parseCidrList(text: string): readonly Cidr[] | undefined {
  const parsed = text.split(',').map(parseCidr);
  const good = parsed.filter((cidr) => cidr !== undefined);
  return good.length === parsed.length ? good : undefined;
}

/** The range around an address. */
export function cidrOf(address: Address, prefix: number): Cidr {
  const hostBits = BigInt(BITS[address.family] - prefix);
  const base = (address.value >> hostBits) << hostBits;
  return { family: address.family, base, prefix, text: `${addressOf(address.family, base).text}/${prefix}` };
}

/** How many addresses a range holds. */
export function cidrSize(cidr: Cidr): bigint {
  return 1n << BigInt(BITS[cidr.family] - cidr.prefix);
}

/**
 * The nth address of a range, counted from its base (0).
 *
 * @returns canonical text, or `undefined` when the range is too small
 */
export function nthAddress(cidr: Cidr, index: number): string | undefined {
  return BigInt(index) < cidrSize(cidr) ? addressOf(cidr.family, cidr.base + BigInt(index)).text : undefined;
}

/** Whether an address lies in a range. */
export function cidrContains(cidr: Cidr, address: Address): boolean {
  return cidr.family === address.family && address.value >= cidr.base && address.value < cidr.base + cidrSize(cidr);
}

/** Whether two ranges share an address. */
export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.base < b.base + cidrSize(b) && b.base < a.base + cidrSize(a);
}
