/** A host and a port, both as text. */
export interface HostPort {
  readonly host: string;
  readonly port: string;
}

/** Put brackets around an IPv6 address, and leave anything else as it is. */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** `host:port`, IPv6 hosts in brackets. */
export function joinHostPort(host: string, port: number | string): string {
  return `${bracketed(host)}:${port}`;
}

/**
 * Take `host:port` apart as Go's `net.SplitHostPort` does: IPv6 hosts need brackets, a port must follow (it may be empty).
 *
 * @returns `undefined` when it has another form
 */
export function splitHostPort(text: string): HostPort | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = text.slice(colon + 1);
  const host = text.slice(0, colon);
  if (!text.startsWith('[')) return /[:[\]]/.test(host) || /[[\]]/.test(port) ? undefined : { host, port };
  const inner = host.slice(1, -1);
  return host.endsWith(']') && !/[[\]]/.test(inner) && !/[[\]]/.test(port) ? { host: inner, port } : undefined;
}

/**
 * A port's number.
 *
 * @returns `undefined` unless it is 1 to 65535 in digits only
 */
export function parsePort(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65535 ? port : undefined;
}
