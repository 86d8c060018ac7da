import type { EtcdAccess } from './etcd.ts';
import { EtcdError, type EtcdErrorCode } from './etcd-error.ts';

interface Story {
  readonly code: EtcdErrorCode;
  /** Completes `etcd at <endpoint> ...`. */
  readonly why: string;
  readonly hint: string;
}

type Tls = EtcdAccess['tls'];

const RUNS = 'see whether etcd runs there: `crictl ps -a --name etcd` and `crictl logs` of its container';
const ROUTE =
  'check the route to that machine, and that firewalls let port 2379 and 2380 through between control planes';
const DATES = 'compare `date -u` here and there with the dates of the certificate: openssl x509 -noout -dates -in';

const unreachable = (why: string, hint: string): Story => ({ code: 'etcd-unreachable', why, hint });
const tls = (why: string, hint: string): Story => ({ code: 'etcd-tls', why, hint });

const NETWORK: Readonly<Record<string, Story>> = {
  ECONNREFUSED: unreachable('is not there: nothing listens (connection refused)', RUNS),
  ECONNRESET: unreachable('closed the connection (connection reset)', RUNS),
  EPIPE: unreachable('closed the connection (broken pipe)', RUNS),
  ETIMEDOUT: unreachable('cannot be reached: no answer came in time', ROUTE),
  EHOSTUNREACH: unreachable('cannot be reached: no route leads to that machine', ROUTE),
  ENETUNREACH: unreachable('cannot be reached: no route leads to that network', ROUTE),
  ENOTFOUND: unreachable(
    'cannot be reached: its name does not resolve',
    'check DNS (getent hosts NAME) and /etc/hosts',
  ),
  EAI_AGAIN: unreachable('cannot be reached: DNS does not answer', 'check /etc/resolv.conf'),
};

/** Node's codes for a serving certificate that was not accepted here. */
const SERVING: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is not for that name or address',
};

/**
 * The error for a call that got no answer.
 *
 * @param error - what Node threw
 */
export function connectionError(endpoint: string, access: Tls, error: unknown): EtcdError {
  const { code, why, hint } = storyOf(codeOf(error), access);
  return new EtcdError(code, endpoint, why, hint);
}

/** No answer came within so many milliseconds. */
export function lateError(endpoint: string, connected: boolean, timeoutMs: number): EtcdError {
  const within = `within ${timeoutMs / 1000}s`;
  return connected
    ? new EtcdError(
        'etcd-unreachable',
        endpoint,
        `took the connection and did not answer ${within}`,
        `look for a slow disk or an overloaded machine; ${RUNS}`,
        true,
      )
    : new EtcdError('etcd-unreachable', endpoint, `cannot be reached: no connection ${within}`, ROUTE);
}

function storyOf(code: string, files: Tls): Story {
  const known = NETWORK[code];
  if (known !== undefined) return known;
  const cert = files?.certFile ?? 'a certificate';
  if (/ALERT|CERTIFICATE_REQUIRED/.test(code)) {
    return tls(
      `does not accept the client certificate ${cert} (${alertWords(code)})`,
      `check that it is signed by etcd's authority and valid: openssl verify -CAfile ${files?.caFile ?? 'CA'} ${cert}; ${DATES} ${cert}`,
    );
  }
  const serving = SERVING[code];
  if (serving !== undefined) {
    return tls(
      `shows a certificate that ${serving}`,
      `on that machine look at /etc/kubernetes/pki/etcd/server.crt: ${DATES} it`,
    );
  }
  if (/CERT|ISSUER|SIGNATURE/.test(code)) {
    return tls(
      `shows a certificate that was not signed by ${files?.caFile ?? 'a known authority'}`,
      `compare this file on both machines (sha256sum): it has to be the etcd authority of this cluster`,
    );
  }
  if (code === 'EPROTO' || /SSL/.test(code)) return tls(`does not speak TLS as expected (${code})`, RUNS);
  return unreachable(code === '' ? 'cannot be reached' : `cannot be reached (${code})`, ROUTE);
}

/** `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED` -> `certificate required` */
function alertWords(code: string): string {
  return code
    .replace(/^.*ALERT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
}

/** The innermost code: with several addresses, Node wraps the errors of each in one AggregateError. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return 'cause' in error ? codeOf(error.cause) : '';
}
