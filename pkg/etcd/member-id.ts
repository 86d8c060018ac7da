/** A member's number in the gateway's JSON (decimal text, because it has 64 bits) as etcdctl shows it: hexadecimal. */
export function shownId(decimal: string): string {
  return BigInt(decimal).toString(16);
}

/** The other way round. @throws SyntaxError when it is not hexadecimal */
export function wireId(hexadecimal: string): string {
  return BigInt(`0x${hexadecimal}`).toString();
}
