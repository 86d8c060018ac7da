import { nthAddress, parseCidr } from './cidr.ts';

/** Offsets into the first service CIDR that Kubernetes reserves: the `kubernetes` Service and the cluster's DNS. */
const API_SERVER_OFFSET = 1;
const DNS_OFFSET = 10;

/**
 * The virtual IP of the API server inside the cluster: the first address of the first service CIDR.
 *
 * @param serviceSubnet - one CIDR, or one of each family, separated by a comma
 * @returns `undefined` when it cannot be computed
 */
export function apiServerServiceIP(serviceSubnet: string): string | undefined {
  return addressOfService(serviceSubnet, API_SERVER_OFFSET);
}

/**
 * The virtual IP of the cluster's DNS: the tenth address of the first service CIDR.
 *
 * @param serviceSubnet - one CIDR, or one of each family, separated by a comma
 * @returns `undefined` when it cannot be computed
 */
export function dnsServiceIP(serviceSubnet: string): string | undefined {
  return addressOfService(serviceSubnet, DNS_OFFSET);
}

function addressOfService(serviceSubnet: string, offset: number): string | undefined {
  const [first = ''] = serviceSubnet.split(',');
  const cidr = parseCidr(first);
  return cidr === undefined ? undefined : nthAddress(cidr, offset);
}
