import { cidrSize, cidrsOverlap, parseCidr, parseCidrList, type Cidr } from '../../net/cidr.ts';
import type { Arg } from '../types.ts';
import type { ClusterDocument } from '../kinds/cluster-configuration.ts';
import type { Report } from './report.ts';

// Limits of the controllers that hand out these addresses (source: the reference, 1.36).
const LEAST_SERVICE_ADDRESSES = 10n;
const LEAST_POD_ADDRESSES = 14n;
const MOST_SERVICE_BITS = 20;
const MOST_NODE_BITS = 16;
const NODE_MASK = { 4: 24, 6: 64 } as const;
const BITS = { 4: 32, 6: 128 } as const;
/** Two of the longest ones take a tenth of it. */
const MAX_LENGTH = 1_000;
/** Addresses that RFC 3879 took back. */
const SITE_LOCAL = parseCidr('fec0::/10');

/**
 * Check the subnets of Services and Pods.
 *
 * @returns warnings
 */
export function checkSubnets(cluster: ClusterDocument, report: Report): readonly string[] {
  const { serviceSubnet, podSubnet } = cluster.networking;
  const services = checkedList('networking.serviceSubnet', serviceSubnet, LEAST_SERVICE_ADDRESSES, report);
  for (const cidr of services) checkServiceSize(cidr, report);
  const pods = podSubnet === '' ? [] : checkedList('networking.podSubnet', podSubnet, LEAST_POD_ADDRESSES, report);
  checkNodeMasks(pods, cluster.controllerManager.extraArgs, report);
  return warningsFor(services, pods);
}

function checkedList(path: string, text: string, least: bigint, report: Report): readonly Cidr[] {
  const cidrs = text.length > MAX_LENGTH ? undefined : parseCidrList(text);
  if (cidrs === undefined) {
    report(
      path,
      `${JSON.stringify(text)} is not a CIDR, or two separated by a comma without blanks`,
      'write it like 10.96.0.0/12, or 10.96.0.0/16,fd00:10:96::/112 for both families',
    );
    return [];
  }
  if (cidrs.length > 2 || (cidrs.length === 2 && cidrs[0]?.family === cidrs[1]?.family))
    report(path, `${text} has to be one CIDR, or one of each family`);
  for (const cidr of cidrs) {
    const size = usableSize(cidr);
    if (size < least)
      report(
        path,
        `${cidr.text} holds ${size === 0n ? 'too many addresses to be counted' : `${size} addresses`}, and at least ${least} are needed`,
      );
  }
  return cidrs;
}

/** The reference counts in 64 bits, so that the two widest masks of each family count as empty. */
function usableSize(cidr: Cidr): bigint {
  return cidr.prefix <= 1 ? 0n : cidrSize(cidr);
}

function checkServiceSize(cidr: Cidr, report: Report): void {
  const shortest = BITS[cidr.family] - MOST_SERVICE_BITS;
  if (cidr.prefix < shortest)
    report('networking.serviceSubnet', `${cidr.text} is too large: its mask must be /${shortest} or longer`);
}

function checkNodeMasks(pods: readonly Cidr[], args: readonly Arg[], report: Report): void {
  if (lastArg(args, 'allocate-node-cidrs') === 'false') return;
  const path = 'networking.podSubnet';
  for (const cidr of pods) {
    const name = `node-cidr-mask-size-ipv${cidr.family}`;
    const given = lastArg(args, name) ?? '';
    const mask = given === '' ? NODE_MASK[cidr.family] : Number(given);
    if (given !== '' && !/^[-+]?\d+$/.test(given))
      report(path, `the argument ${name} of controllerManager is no whole number: ${JSON.stringify(given)}`);
    else if (cidr.prefix > mask)
      report(
        path,
        `${cidr.text} is smaller than the part of one node (/${mask})`,
        `use a wider podSubnet, or set ${name} in controllerManager.extraArgs`,
      );
    else if (mask - cidr.prefix > MOST_NODE_BITS)
      report(
        path,
        `${cidr.text} holds too many nodes: its mask may be at most ${MOST_NODE_BITS} bits shorter than that of one node (/${mask})`,
        `use a narrower podSubnet, or set ${name} in controllerManager.extraArgs`,
      );
  }
}

function lastArg(args: readonly Arg[], name: string): string | undefined {
  return args.findLast((arg) => arg.name === name)?.value;
}

function warningsFor(services: readonly Cidr[], pods: readonly Cidr[]): readonly string[] {
  const siteLocal = [
    ...services.map((cidr) => ['serviceSubnet', cidr] as const),
    ...pods.map((cidr) => ['podSubnet', cidr] as const),
  ]
    .filter(([, cidr]) => SITE_LOCAL !== undefined && cidrsOverlap(cidr, SITE_LOCAL))
    .map(
      ([name, cidr]) =>
        `networking.${name}: ${cidr.text} lies in the site-local range fec0::/10, which is deprecated (RFC 3879)`,
    );
  const shared = pods
    .filter((pod) => services.some((service) => cidrsOverlap(pod, service)))
    .map(
      (pod) =>
        `networking.podSubnet: ${pod.text} overlaps with the service subnet: Pods and Services may get the same addresses`,
    );
  return [...siteLocal, ...shared];
}
