import { KubeadmError } from '../errors/kubeadm-error.ts';
import { codeOf } from '../kube/network-error.ts';
import { FINAL, PATIENT, type Setback } from './look-patiently.ts';

/** What a failed connection means. */
interface Meaning {
  readonly code: string;
  /** Completes `cannot reach the API server at <address>: `. */
  readonly why: string;
  readonly hint: string;
  readonly patienceMs: number;
}

const SERVER_RUNS =
  'check that address and port are right (6443 unless the cluster chose another), and on the control plane that ' +
  'kube-apiserver runs: crictl ps -a --name kube-apiserver';
const ROUTE =
  'check the address, the route to it (ip route get <address>) and firewalls in between: the port of the API server ' +
  'must be open from here';

const meaning = (code: string, why: string, hint: string, patienceMs = PATIENT): Meaning => ({
  code: `discovery-${code}`,
  why,
  hint,
  patienceMs,
});

const UNTRUSTED = meaning(
  'certificate-untrusted',
  "it shows a certificate that the cluster's authority did not sign",
  'something in between seems to end the TLS connection (a proxy that looks into traffic, or a load balancer that is ' +
    'not passing TCP through), or the address belongs to another cluster: let the connection through as it is, or ' +
    'name the address of a control plane',
  FINAL,
);

const NOT_TLS = meaning(
  'not-tls',
  'what answers there does not speak TLS, so it is no API server',
  'check the port (6443 unless the cluster chose another); a plain HTTP server or proxy may be listening on this one',
  FINAL,
);

const SILENT = meaning(
  'silent',
  'it takes the connection, but does not answer in time',
  'look at the control plane: an API server whose etcd has lost its majority, or that has just started, does not ' +
    'answer (crictl ps -a, crictl logs <id>); a load balancer may lead to control planes that are gone',
);

/** By the codes of libuv, and of OpenSSL as Node spells them. Certificates out of date are judged by `expiredSetback`. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOTFOUND: meaning(
    'name-unresolved',
    'its name does not resolve',
    'check the spelling, `getent hosts <name>`, /etc/hosts and the name servers in /etc/resolv.conf',
  ),
  EAI_AGAIN: meaning(
    'name-unresolved',
    'the name server does not answer for its name',
    'check /etc/resolv.conf and that the name servers in it can be reached: getent hosts <name>',
  ),
  ECONNREFUSED: meaning('refused', 'nothing listens there (connection refused)', SERVER_RUNS),
  ECONNRESET: meaning('closed', 'the connection was closed before an answer came (connection reset)', SERVER_RUNS),
  EPIPE: meaning('closed', 'the connection was closed before an answer came (broken pipe)', SERVER_RUNS),
  ETIMEDOUT: meaning('unreachable', 'no answer came in time', ROUTE),
  EHOSTUNREACH: meaning('unreachable', 'no route leads to that host', ROUTE),
  ENETUNREACH: meaning('unreachable', 'no route leads to that network', ROUTE),
  EADDRNOTAVAIL: meaning('unreachable', 'this machine has no address from which it could be reached', ROUTE),
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_HTTP_REQUEST: NOT_TLS,
  ERR_TLS_CERT_ALTNAME_INVALID: meaning(
    'certificate-name',
    'its certificate is not for that name or address',
    'join by a name or address that the certificate carries, or add this one to apiServer.certSANs and have the ' +
      'certificate of the API server made again on the control plane',
    FINAL,
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
};

/**
 * What a request that got no answer means.
 *
 * @param error - what Node threw
 * @param server - `https://host:port`
 * @param remark - more to say about the way there; empty, or beginning with a space
 */
export function networkSetback(error: unknown, server: string, remark = ''): Setback {
  const { code, why, hint, patienceMs } = meaningOf(codeOf(error), error);
  const message = `cannot reach the API server at ${server}: ${why}${remark}`;
  return { error: new KubeadmError(code, message, { hint }), patienceMs };
}

function meaningOf(code: string, error: unknown): Meaning {
  if (code === 'ETIMEDOUT' && isConnected(error)) return SILENT;
  const known = MEANINGS[code];
  if (known !== undefined) return known;
  // Node calls some handshakes with what is not TLS by this one name; OpenSSL's words are in the message
  if (code === 'EPROTO' && /wrong version number|packet length|http request/i.test(messageOf(error))) return NOT_TLS;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    const why = `the TLS handshake failed (${code})`;
    return meaning('tls', why, `the port may belong to another program than the API server: ${SERVER_RUNS}`, FINAL);
  }
  return meaning('unreachable', code === '' ? messageOf(error) : `the connection failed (${code})`, ROUTE);
}

/** Whether somebody took the connection of a request whose time was up. */
function isConnected(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'connected' in error && error.connected === true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
