import { parseAddress, isUnspecified } from '../../pkg/net/address.ts';

/** This machine, in the family of another address. */
export function loopbackFor(address: string): '127.0.0.1' | '::1' {
  return parseAddress(address)?.family === 6 ? '::1' : '127.0.0.1';
}

/** The address to ask a component at, or `undefined` where it listens on all of them. */
export function listenHost(address: string): string | undefined {
  const parsed = parseAddress(address);
  return address === '' || (parsed !== undefined && isUnspecified(parsed)) ? undefined : address;
}
