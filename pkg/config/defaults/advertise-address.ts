import type { HostView, NetworkInterface } from '../../host/host.ts';
import { isGlobalUnicast, isLoopback, isUnspecified, parseAddress, type Family } from '../../net/address.ts';
import { defaultRoutes, type DefaultRoute } from './default-routes.ts';
import type { Finding } from './finding.ts';

type Network = Pick<HostView, 'readFile' | 'interfaces'>;

const HINT =
  'name one with --apiserver-advertise-address, or with localAPIEndpoint.advertiseAddress in the configuration file';
/** What stands in when there is nothing to choose from; `init` refuses it later, other commands do not need it. */
const ANY = '0.0.0.0';

/**
 * The address at which this machine's API server is reached: a specific one as given (normalised), else a global one
 * of an interface with a default route (IPv4 first; IPv6 first where `::` was given). A loopback address asks for a
 * global address on the loopback interface.
 *
 * @param given - may be empty
 */
export async function advertiseAddress(network: Network, given: string): Promise<Finding<string>> {
  const address = parseAddress(given);
  if (given !== '' && address === undefined)
    return { wrong: `${JSON.stringify(given)} is neither an IPv4 nor an IPv6 address`, hint: HINT };
  if (address !== undefined && isLoopback(address)) return loopbackAddress(network);
  if (address !== undefined && !isUnspecified(address)) return { value: address.text };
  const families: readonly Family[] = address?.family === 6 ? [6, 4] : [4, 6];
  return chosenAddress(network, families);
}

function loopbackAddress(network: Network): Finding<string> {
  const found = onLoopback(network, [4, 6]);
  return found === undefined
    ? { wrong: 'a loopback address cannot be advertised, and the loopback interface has no global address', hint: HINT }
    : { value: found };
}

async function chosenAddress(network: Network, families: readonly Family[]): Promise<Finding<string>> {
  const routes = await defaultRoutes(network);
  if (routes.length === 0) {
    return {
      value: ANY,
      warnings: [
        `no default route leads out of this machine, so no address could be chosen for the API server: using ${ANY}`,
      ],
    };
  }
  for (const family of families) {
    for (const route of routes.filter((each) => each.family === family)) {
      const found = onInterface(network, route) ?? onLoopback(network, [family]);
      if (found !== undefined) return { value: found };
    }
  }
  return { wrong: 'no interface with a default route has a global address', hint: HINT };
}

function onInterface(network: Network, route: DefaultRoute): string | undefined {
  const found = network.interfaces().find((each) => each.name === route.interfaceName && each.up);
  return found === undefined ? undefined : globalAddress(found, route.family);
}

function onLoopback(network: Network, families: readonly Family[]): string | undefined {
  const loopbacks = network.interfaces().filter((each) => each.loopback && each.up);
  return families
    .flatMap((family) => loopbacks.map((each) => globalAddress(each, family)))
    .find((address) => address !== undefined);
}

function globalAddress(network: NetworkInterface, family: Family): string | undefined {
  return network.addresses
    .map(({ address }) => parseAddress(address))
    .find((address) => address?.family === family && isGlobalUnicast(address))?.text;
}
