import type { Flag } from './flag.ts';

/** What `join` takes beside, or in another sense than, `init`. */
export const JOIN_FLAGS: readonly Flag[] = [
  {
    name: 'apiserver-advertise-address',
    type: 'string',
    value: '<ip>',
    summary:
      'Address of this machine at which its API server and etcd are reached, with --control-plane; the address of the ' +
      'default route unless given',
  },
  {
    name: 'apiserver-bind-port',
    type: 'int',
    value: '<port>',
    default: '6443',
    summary: "Port of this machine's API server, with --control-plane",
  },
  {
    name: 'control-plane',
    type: 'bool',
    summary: 'Make this machine a further control plane instead of a worker',
  },
  {
    name: 'certificate-key',
    type: 'string',
    value: '<hex>',
    summary: 'Key that opens the uploaded control-plane certificates: printed by whoever uploaded them',
  },
  {
    name: 'discovery-file',
    type: 'string',
    value: '<file|https-url>',
    summary: 'Kubeconfig file, or an https URL of one, that names the cluster and its authority',
  },
  {
    name: 'discovery-token',
    type: 'string',
    value: '<id.secret>',
    summary: 'Bootstrap token that vouches for what the API server says of the cluster; --token unless given',
  },
  {
    name: 'discovery-token-ca-cert-hash',
    type: 'strings',
    value: '<sha256:hex>',
    summary: "Hash of the authority's public key; the cluster's authority must match one of those given",
  },
  {
    name: 'discovery-token-unsafe-skip-ca-verification',
    type: 'bool',
    summary: 'Take whatever authority the token vouches for: whoever knows the token could pose as the cluster',
  },
  {
    name: 'tls-bootstrap-token',
    type: 'string',
    value: '<id.secret>',
    summary: 'Bootstrap token with which the kubelet asks for its certificate; --token unless given',
  },
  {
    name: 'skip-phases',
    type: 'strings',
    value: '<phase>',
    summary: 'Phases to leave out, for example control-plane-prepare/download-certs',
  },
  {
    name: 'token',
    type: 'string',
    value: '<id.secret>',
    summary: 'Bootstrap token for both --discovery-token and --tls-bootstrap-token',
  },
];
