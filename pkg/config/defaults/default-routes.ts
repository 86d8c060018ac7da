import type { HostView } from '../../host/host.ts';
import type { Family } from '../../net/address.ts';

/** An interface over which everything without a route of its own leaves. */
export interface DefaultRoute {
  readonly family: Family;
  readonly interfaceName: string;
}

const IPV4_ROUTES = '/proc/net/route';
const IPV6_ROUTES = '/proc/net/ipv6_route';
const V6_ZERO = '0'.repeat(32);

/** The default routes of this machine, IPv4 first, each family in the kernel's order. */
export async function defaultRoutes(view: Pick<HostView, 'readFile'>): Promise<readonly DefaultRoute[]> {
  const [v4, v6] = await Promise.all([view.readFile(IPV4_ROUTES), view.readFile(IPV6_ROUTES)]);
  return [...ipv4Routes(v4 ?? ''), ...ipv6Routes(v6 ?? '')];
}

/** Columns: interface, destination, gateway, flags... after a line of titles. */
function ipv4Routes(text: string): readonly DefaultRoute[] {
  return rows(text)
    .slice(1)
    .filter(([, destination]) => destination === '00000000')
    .map(([interfaceName = '']) => ({ family: 4, interfaceName }));
}

/** Columns: destination, prefix, source, prefix, next hop, metric, references, use, flags, interface. */
function ipv6Routes(text: string): readonly DefaultRoute[] {
  return rows(text)
    .filter((row) => row[0] === V6_ZERO && row[4] !== V6_ZERO)
    .map((row) => ({ family: 6, interfaceName: row[9] ?? '' }));
}

function rows(text: string): readonly string[][] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((row) => row.length > 3);
}
