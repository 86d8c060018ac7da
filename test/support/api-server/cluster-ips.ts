import ipaddr from 'ipaddr.js';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { invalid, type Asked } from './failures.ts';
import { at, isRecord, listAt, textAt } from './json.ts';

/** Hands out addresses to Services, as the API server's allocator does. */
export class ClusterIPs {
  readonly #subnets: readonly string[];
  readonly #taken = new Map<string, string>();

  constructor(subnets: readonly string[]) {
    this.#subnets = subnets;
  }

  /** The Service `kubernetes`, at the first address of the first subnet. */
  kubernetesService(): KubeObject {
    const object = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: { clusterIP: nth(this.#subnets[0] ?? '', 1), ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
    };
    return object;
  }

  /** A Service with its address; other objects as they are. @throws ApiError 422 */
  assign(object: KubeObject, live: KubeObject | undefined, asked: Asked): KubeObject {
    if (object.kind !== 'Service' || object.apiVersion !== 'v1' || textAt(object, 'spec', 'type') === 'ExternalName')
      return object;
    const wanted = textAt(object, 'spec', 'clusterIP') || textAt(live, 'spec', 'clusterIP');
    const owner = `${object.metadata.namespace}/${object.metadata.name}`;
    const address = wanted ?? this.#free();
    if (address !== 'None') this.#take(address, owner, asked);
    const families =
      address === 'None'
        ? {}
        : { ipFamilies: [address.includes(':') ? 'IPv6' : 'IPv4'], ipFamilyPolicy: 'SingleStack' };
    const given = at(object, 'spec');
    return {
      ...object,
      spec: {
        ...families,
        ...(isRecord(given) ? given : {}),
        clusterIP: address,
        clusterIPs: clusterIPs(object, address),
      },
    } as KubeObject;
  }

  #take(address: string, owner: string, asked: Asked): void {
    const fault = (why: string) =>
      invalid(asked, [
        { reason: 'FieldValueInvalid', field: 'spec.clusterIPs', message: `Invalid value: ["${address}"]: ${why}` },
      ]);
    if (!ipaddr.isValid(address)) throw fault('not an IP address');
    if (!this.#subnets.some((subnet) => within(address, subnet))) {
      throw fault(`the provided IP (${address}) is not in the valid range ${this.#subnets.join(', ')}`);
    }
    const holder = this.#taken.get(address);
    if (holder !== undefined && holder !== owner) throw fault('provided IP is already allocated');
    this.#taken.set(address, owner);
  }

  #free(): string {
    for (let index = 1; ; index += 1) {
      const address = nth(this.#subnets[0] ?? '', index);
      if (!this.#taken.has(address)) return address;
    }
  }
}

function clusterIPs(object: KubeObject, address: string): readonly unknown[] {
  const given = listAt(object, 'spec', 'clusterIPs');
  return given.length > 0 && given[0] === address ? given : [address];
}

function within(address: string, subnet: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(subnet);
  const parsed = ipaddr.parse(address);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

/** The nth address of a subnet; small n only. */
function nth(subnet: string, index: number): string {
  const bytes = ipaddr.parseCIDR(subnet)[0].toByteArray();
  const last = bytes.length - 1;
  const sum = (bytes[last] ?? 0) + index;
  bytes[last] = sum % 256;
  bytes[last - 1] = (bytes[last - 1] ?? 0) + Math.floor(sum / 256);
  return ipaddr.fromByteArray(bytes).toString();
}
