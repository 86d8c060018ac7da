import { KubeadmError } from '../errors/kubeadm-error.ts';

interface Explanation {
  readonly code: 'api-unreachable' | 'api-tls';
  /** Completes `cannot talk to the API server at <url>: `. */
  readonly why: string;
  readonly hint: string;
}

const RUNNING =
  'check that kube-apiserver runs (crictl ps -a --name kube-apiserver) and read its log if it does not stay up';
const ROUTE = 'check the address in the kubeconfig, the route to it, and firewalls in between';
const CLOCK =
  "compare this machine's clock with the certificate's dates (date -u; openssl x509 -noout -dates), and renew the certificate if the clock is right";
const TRUST =
  "check that the kubeconfig's certificate-authority-data is the CA of this cluster; a kubeconfig from an earlier cluster does not fit a new one";

const unreachable = (why: string, hint: string): Explanation => ({ code: 'api-unreachable', why, hint });
const tls = (why: string, hint: string): Explanation => ({ code: 'api-tls', why, hint });

/** Node's error codes: libuv's names, and OpenSSL's X509_V_ERR_* as Node spells them. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: unreachable('nothing listens there (connection refused)', RUNNING),
  ECONNRESET: unreachable('it closed the connection (connection reset)', RUNNING),
  EPIPE: unreachable('it closed the connection (broken pipe)', RUNNING),
  ETIMEDOUT: unreachable('no answer came in time', ROUTE),
  ESOCKETTIMEDOUT: unreachable('no answer came in time', ROUTE),
  EHOSTUNREACH: unreachable('no route leads to that host', ROUTE),
  ENETUNREACH: unreachable('no route leads to that network', ROUTE),
  EADDRNOTAVAIL: unreachable('this machine has no address to reach it from', ROUTE),
  ENOTFOUND: unreachable(
    'its name does not resolve',
    'check the name in the kubeconfig, DNS (getent hosts <name>) and /etc/hosts',
  ),
  EAI_AGAIN: unreachable('DNS did not answer for its name', 'check /etc/resolv.conf and that the name server answers'),
  CERT_HAS_EXPIRED: tls('its certificate has expired, or the clock here is ahead', CLOCK),
  CERT_NOT_YET_VALID: tls('its certificate is not valid yet, or the clock here is behind', CLOCK),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    'its certificate is not for that name or address',
    'use a name or address that the certificate carries, or issue the API server certificate again with it (apiServer.certSANs)',
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls('its certificate was not signed by the CA of the kubeconfig', TRUST),
  UNABLE_TO_GET_ISSUER_CERT: tls('its certificate was not signed by the CA of the kubeconfig', TRUST),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls('its certificate was not signed by the CA of the kubeconfig', TRUST),
  SELF_SIGNED_CERT_IN_CHAIN: tls('its certificate comes from a CA that the kubeconfig does not name', TRUST),
  DEPTH_ZERO_SELF_SIGNED_CERT: tls('its certificate is self-signed and not the CA of the kubeconfig', TRUST),
  CERT_SIGNATURE_FAILURE: tls('its certificate was signed by another CA of the same name', TRUST),
};

/** OpenSSL's protocol errors: `EPROTO`, or `ERR_SSL_...` for alerts and non-TLS answers. */
function explanationOf(code: string): Explanation {
  const known = EXPLANATIONS[code];
  if (known !== undefined) return known;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return tls(`the TLS handshake failed (${code})`, TRUST);
  return unreachable(code === '' ? 'the connection failed' : `the connection failed (${code})`, ROUTE);
}

/** The innermost code: with several addresses, Node wraps the errors of each in one AggregateError. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return 'cause' in error ? codeOf(error.cause) : '';
}

/**
 * The error for a request that got no answer.
 *
 * @param error - what Node threw
 * @param url - the API server's address
 */
export function networkError(error: unknown, url: string): KubeadmError {
  const { code, why, hint } = explanationOf(codeOf(error));
  return new KubeadmError(code, `cannot talk to the API server at ${url}: ${why}`, { hint });
}

/**
 * The error for a request whose answer took too long.
 *
 * @param url - the API server's address
 * @param timeoutMs - how long we waited, in milliseconds
 */
export function timeoutError(url: string, timeoutMs: number): KubeadmError {
  const why = `no answer within ${timeoutMs / 1000} s`;
  return new KubeadmError('api-unreachable', `cannot talk to the API server at ${url}: ${why}`, { hint: ROUTE });
}
