import { bool, duration, field, float, int32, list, optional, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import { flag, flagMap, logging, ours } from './component-fields.ts';

// Unlike the kubelet's, nearly every field of this kind is printed whether it is set or not.
const always = { always: true } as const;
const text = field(string(), '', always);
const onOff = field(bool(), '', always);
const onOffMaybe = field(optional(bool()), '', always);
const number = field(int32(), '', always);
const numberMaybe = field(optional(int32()), '', always);
const time = field(duration(), '');
const timeMaybe = field(optional(duration()), '', always);
const texts = field(optional(list(string())), '', always);

const clientConnection = struct({
  kubeconfig: ours(text, '/var/lib/kube-proxy/kubeconfig.conf', 'File with which kube-proxy reaches the API server.'),
  acceptContentTypes: text,
  contentType: text,
  qps: field(float(32), '', always),
  burst: number,
});
const iptables = struct({
  masqueradeBit: numberMaybe,
  masqueradeAll: onOff,
  localhostNodePorts: onOffMaybe,
  syncPeriod: time,
  minSyncPeriod: time,
});
const ipvs = struct({
  syncPeriod: time,
  minSyncPeriod: time,
  scheduler: text,
  excludeCIDRs: texts,
  strictARP: onOff,
  tcpTimeout: time,
  tcpFinTimeout: time,
  udpTimeout: time,
});
const nftables = struct({ masqueradeBit: numberMaybe, masqueradeAll: onOff, syncPeriod: time, minSyncPeriod: time });
const conntrack = struct({
  maxPerCore: numberMaybe,
  min: numberMaybe,
  tcpEstablishedTimeout: timeMaybe,
  tcpCloseWaitTimeout: timeMaybe,
  tcpBeLiberal: onOff,
  udpTimeout: time,
  udpStreamTimeout: time,
});
const winkernel = struct({
  networkName: text,
  sourceVip: text,
  enableDSR: onOff,
  rootHnsEndpointName: text,
  forwardHealthCheckVip: onOff,
});

/** kubeproxy.config.k8s.io/v1alpha1 KubeProxyConfiguration. */
export const kubeProxyConfiguration = struct({
  featureGates: flagMap,
  clientConnection: field(clientConnection, ''),
  logging,
  hostnameOverride: text,
  bindAddress: ours(
    text,
    '0.0.0.0, or :: where the API server advertises an IPv6 address',
    'Address at which kube-proxy serves.',
  ),
  healthzBindAddress: text,
  metricsBindAddress: text,
  bindAddressHardFail: onOff,
  enableProfiling: onOff,
  showHiddenMetricsForVersion: text,
  mode: { ...text, example: 'nftables' },
  iptables: field(iptables, ''),
  ipvs: field(ipvs, ''),
  nftables: field(nftables, ''),
  winkernel: field(winkernel, ''),
  detectLocalMode: text,
  detectLocal: field(struct({ bridgeInterface: text, interfaceNamePrefix: text }), ''),
  clusterCIDR: ours(
    text,
    'networking.podSubnet, where that is given',
    'Addresses of Pods, to tell traffic from outside.',
  ),
  nodePortAddresses: texts,
  oomScoreAdj: numberMaybe,
  conntrack: field(conntrack, ''),
  configSyncPeriod: time,
  portRange: text,
  windowsRunAsService: flag,
});

export type KubeProxyDocument = ValueOf<typeof kubeProxyConfiguration>;
export type GivenKubeProxyDocument = PartialOf<typeof kubeProxyConfiguration>;
