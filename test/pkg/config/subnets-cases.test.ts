import { judgeConfigCases, type ConfigCase } from '../../support/config-cases.ts';
import { clusterYaml as cluster } from '../../support/config-loading.ts';

const CASES: readonly ConfigCase[] = [
  [
    20,
    'a mask that does not exist',
    cluster('networking: {serviceSubnet: 10.96.0.0/33}'),
    /serviceSubnet: "10\.96\.0\.0\/33" is not a CIDR/,
  ],
  [
    21,
    'a service subnet that is too large',
    cluster('networking: {serviceSubnet: 10.0.0.0/8}'),
    /must be \/12 or longer/,
  ],
  [
    22,
    'a service subnet that is too small',
    cluster('networking: {serviceSubnet: 10.0.0.0/29}'),
    /8 addresses, and at least 10/,
  ],
  [22, 'the smallest service subnet', cluster('networking: {serviceSubnet: 10.0.0.0/28}')],
  [
    23,
    'an IPv6 service subnet that is too large',
    cluster('networking: {serviceSubnet: "fd00::/64"}'),
    /must be \/108 or longer/,
  ],
  [23, 'the largest IPv6 service subnet', cluster('networking: {serviceSubnet: "fd00::/108"}')],
  [
    24,
    'two subnets of one family',
    cluster('networking: {serviceSubnet: "10.0.0.0/16,10.1.0.0/16"}'),
    /one of each family/,
  ],
  [
    24,
    'three subnets',
    cluster('networking: {serviceSubnet: "10.0.0.0/16,fd00::/112,fd01::/112"}'),
    /one of each family/,
  ],
  [25, 'a blank between subnets', cluster('networking: {serviceSubnet: "10.0.0.0/16, fd00::/112"}'), /is not a CIDR/],
  [
    26,
    'a Pod subnet smaller than that of a node',
    cluster('networking: {podSubnet: 10.244.0.0/25}'),
    /smaller than the part of one node \(\/24\)/,
  ],
  [
    26,
    'the same where nobody cuts it',
    cluster(
      'networking: {podSubnet: 10.244.0.0/25}\ncontrollerManager: {extraArgs: [{name: allocate-node-cidrs, value: "false"}]}',
    ),
  ],
  [
    27,
    'a Pod subnet for too many nodes',
    cluster('networking: {podSubnet: 10.244.0.0/7}'),
    /10\.0\.0\.0\/7 holds too many nodes/,
  ],
  [27, 'the widest Pod subnet', cluster('networking: {podSubnet: 10.244.0.0/8}')],
  [
    28,
    'a node mask that is no number',
    cluster(
      'networking: {podSubnet: 10.244.0.0/25}\ncontrollerManager: {extraArgs: [{name: node-cidr-mask-size-ipv4, value: x}]}',
    ),
    /no whole number: "x"/,
  ],
  [
    28,
    'a node mask that is empty, as if it were not there',
    cluster(
      'networking: {podSubnet: 10.244.0.0/16}\ncontrollerManager: {extraArgs: [{name: node-cidr-mask-size-ipv4, value: ""}]}',
    ),
  ],
  [29, 'a site-local Pod subnet', cluster('networking: {podSubnet: "fec0::/48"}')],
  [30, 'a domain in capitals', cluster('networking: {dnsDomain: Cluster.Local}'), /RFC 1123/],
];

describe('subnets of a configuration file, case by case as the reference judges them', () => judgeConfigCases(CASES));
