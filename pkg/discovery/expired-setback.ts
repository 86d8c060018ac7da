import { KubeadmError } from '../errors/kubeadm-error.ts';
import { codeOf } from '../kube/network-error.ts';
import { clocksDiffer, describeDifference, SET_CLOCK } from './clock-difference.ts';
import { FINAL, type Setback } from './look-patiently.ts';

/** `side`: the sign that this machine's lead has where the clock is the reason. */
const OUT_OF_DATE: Readonly<Record<string, { readonly state: string; readonly side: 1 | -1 }>> = {
  CERT_HAS_EXPIRED: { state: 'has expired', side: 1 },
  CERT_NOT_YET_VALID: { state: 'is not valid yet', side: -1 },
};

const RENEW =
  'renew it on the control plane: `kubeadm certs check-expiration` shows which ones, `kubeadm certs renew apiserver` ' +
  'makes a new one; then restart kube-apiserver';

/** Whether a connection failed because a certificate is out of date: then the clocks are worth comparing. */
export function isOutOfDate(error: unknown): boolean {
  return OUT_OF_DATE[codeOf(error)] !== undefined;
}

/**
 * What a certificate that is out of date means: a wrong clock here, where the measured difference says so.
 *
 * @param error - what Node threw
 * @param server - `https://host:port`
 * @param ahead - milliseconds by which this machine's clock is ahead of the server's, where that is known
 * @returns `undefined` when the failure is of another kind
 */
export function expiredSetback(error: unknown, server: string, ahead: number | undefined): Setback | undefined {
  const known = OUT_OF_DATE[codeOf(error)];
  if (known === undefined) return undefined;
  const what = `the certificate of the API server at ${server} ${known.state}`;
  if (clocksDiffer(ahead) && Math.sign(ahead) === known.side)
    return final('discovery-clock-skew', `${what}: ${describeDifference(ahead)}`, SET_CLOCK);
  if (ahead === undefined) {
    const hint = `compare the clocks (\`date -u\` here and on the control plane). If this one is wrong, ${SET_CLOCK}. Otherwise ${RENEW}`;
    return final('discovery-certificate-expired', what, hint);
  }
  return final('discovery-certificate-expired', `${what}, and this machine's clock is not the reason`, RENEW);
}

function final(code: string, message: string, hint: string): Setback {
  return { error: new KubeadmError(code, message, { hint }), patienceMs: FINAL };
}
