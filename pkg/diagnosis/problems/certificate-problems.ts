import type { KnownProblem } from '../known-problem.ts';

/** It needs no API server, and what it advises fits new clusters and old ones. */
const LOOK = '`kubeadm-ts certs verify` names the file and says what to do; then run the same command again';

/** What Go's crypto/tls and crypto/x509 say when certificates do not fit. */
export const CERTIFICATE_PROBLEMS: readonly KnownProblem[] = [
  {
    id: 'certificate-not-yet-valid',
    pattern: /x509: certificate has expired or is not yet valid: current time (\S+) is before (\S+)/,
    persistence: 'passing',
    problem: ([, now = '', start = '']) =>
      `a certificate is valid only from ${trim(start)} on, but this machine's clock says ${now}`,
    hint: () => "set this machine's clock (timedatectl status; chronyc tracking), or wait until it has caught up",
  },
  {
    id: 'certificate-expired',
    pattern: /x509: certificate has expired or is not yet valid(?:: current time (\S+) is after (\S+))?/,
    persistence: 'stubborn',
    problem: ([, now, end]) =>
      `a certificate has expired${end === undefined ? '' : ` (at ${trim(end)}; this machine's clock says ${now})`}`,
    hint: () => `check the clock (timedatectl status); if it is right, ${LOOK}`,
  },
  {
    id: 'certificate-wrong-name',
    pattern: /x509: certificate is (?:valid for (.+?), not |not valid for any names, but wanted to match )([^\s"\\]+)/,
    persistence: 'stubborn',
    problem: ([, names, wanted = '']) =>
      `a serving certificate does not cover ${trim(wanted)}${names === undefined ? '' : ` (only ${names})`}`,
    hint: ([, , wanted = '']) =>
      `add ${trim(wanted)} to the certificate's SANs (apiServer.certSANs, etcd.local.serverCertSANs or peerCertSANs), move the old certificate away and run init again; in a cluster that is there: \`kubeadm-ts certs san add ${trim(wanted)}\` for that of the API server`,
  },
  {
    id: 'certificate-unknown-authority',
    pattern:
      /x509: certificate signed by unknown authority|tls: (?:unknown certificate authority|bad certificate)|certificate specifies an incompatible key usage/,
    persistence: 'stubborn',
    problem: () => 'a certificate is refused, because another authority signed it than the one that is trusted',
    hint: () =>
      `certificates of an older cluster may be mixed with new ones: ${LOOK}; for a new cluster, \`kubeadm-ts reset\` and a new init start clean`,
  },
  {
    id: 'key-mismatch',
    pattern: /tls: private key (?:type )?does not match public key/,
    persistence: 'final',
    problem: () => 'a private key does not belong to its certificate',
    hint: () => LOOK,
  },
  {
    id: 'certificate-unreadable',
    pattern:
      /tls: failed to find any PEM data|x509: malformed|asn1: (?:structure|syntax) error|does not contain (?:any valid RSA or ECDSA|a valid (?:RSA or ECDSA )?)|tls: failed to parse private key/,
    persistence: 'final',
    problem: () => 'a certificate or key file is damaged or empty',
    hint: () => LOOK,
  },
];

/** Log fields end in punctuation that is not part of the value. */
function trim(text: string): string {
  return text.replace(/[",:\\)]+$/, '');
}
