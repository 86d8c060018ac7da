import { parseAddress } from '../net/address.ts';

/** The names and addresses that a serving certificate is good for. */
export interface SubjectAltNames {
  /** Without duplicates, sorted by bytes. */
  readonly dns: readonly string[];
  /** Canonical, without duplicates, in the order in which they were given. */
  readonly ips: readonly string[];
}

export const NO_ALT_NAMES: SubjectAltNames = { dns: [], ips: [] };

/**
 * Sort entries into names and addresses.
 *
 * @param entries - DNS names (a `*.` in front is fine) and IP addresses, mixed; empty ones are passed over
 * @param names - what is a name whatever it looks like, as the name of a Node is
 */
export function subjectAltNames(entries: readonly string[], names: readonly string[] = []): SubjectAltNames {
  const dns = new Set<string>(names);
  const ips = new Set<string>();
  for (const entry of entries) {
    const address = parseAddress(entry);
    if (address !== undefined) ips.add(address.text);
    else if (entry !== '') dns.add(entry);
  }
  return { dns: [...dns].sort(), ips: [...ips] };
}

/** 4 bytes of an IPv4 address, 16 of an IPv6 one; none when the text is no address. */
export function addressBytes(text: string): Buffer {
  const address = parseAddress(text);
  if (address === undefined) return Buffer.alloc(0);
  return Buffer.from(address.value.toString(16).padStart(address.family === 4 ? 8 : 32, '0'), 'hex');
}

/** `a, b, 10.0.0.1`, for messages. */
export function describeAltNames({ dns, ips }: SubjectAltNames): string {
  return [...dns, ...ips].join(', ');
}
