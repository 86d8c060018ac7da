import { isAddress } from '../../net/address.ts';
import { joinHostPort, parsePort, splitHostPort } from '../../net/host-port.ts';
import { isDnsSubdomain } from '../validate/dns-subdomain.ts';
import type { Finding } from './finding.ts';

const HINT = 'write it like cp.example.com:6443 or 203.0.113.7';

/**
 * `host:port` of all API servers together: the port of this machine's API server where none was given.
 *
 * @param given - may be empty: then there is none
 */
export function controlPlaneEndpoint(given: string, bindPort: number): Finding<string> {
  if (given === '') return { value: '' };
  const { host, port } = splitHostPort(given) ?? { host: given, port: '' };
  if (port !== '' && parsePort(port) === undefined)
    return { wrong: `${JSON.stringify(given)} has a port that is not in the range 1 to 65535`, hint: HINT };
  if (!isAddress(host) && !isDnsSubdomain(host))
    return {
      wrong: `${JSON.stringify(given)} names a host that is neither an IP address nor a domain in lower case`,
      hint: HINT,
    };
  if (port === '') return { value: joinHostPort(host, bindPort) };
  const warnings =
    parsePort(port) === bindPort
      ? []
      : [
          `the port of controlPlaneEndpoint (${port}) is not the API server's own (${bindPort}): clients will use ${port}`,
        ];
  return { value: given, warnings };
}
