/** Flags by which a joining machine finds the cluster and trusts it. */
export const DISCOVERY_FLAGS: readonly string[] = [
  'discovery-file',
  'discovery-token',
  'discovery-token-ca-cert-hash',
  'discovery-token-unsafe-skip-ca-verification',
  'tls-bootstrap-token',
  'token',
];
