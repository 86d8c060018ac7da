import { parseCidr } from '../../pkg/net/cidr.ts';

type Family = 4 | 6;

/**
 * Families of addresses that a cluster uses.
 *
 * @param cidrs - where Services and Pods get their addresses
 * @param more - of the API server's address
 */
export function familiesOf(cidrs: readonly string[], ...more: readonly (Family | undefined)[]): readonly Family[] {
  const used = new Set([...more, ...cidrs.map((cidr) => parseCidr(cidr)?.family)]);
  return ([4, 6] as const).filter((family) => used.has(family));
}
