import type { X509Certificate } from 'node:crypto';
import { periodProblem, validTo } from './certificate-period.ts';

/** Why a certificate does not lead to its authority. */
export interface ChainProblem {
  readonly kind: 'expired' | 'not-yet-valid' | 'wrong-authority' | 'authority-not-valid';
  /** To be read behind the path of the certificate. */
  readonly reason: string;
}

/**
 * Check that a certificate leads to an authority, over the intermediates of its own file if need be, and that each
 * certificate on the way is valid now.
 *
 * @param chain - the certificate, then its intermediates
 * @param authority - where the way has to end
 * @param now - the time that counts
 */
export function chainProblem(
  chain: readonly X509Certificate[],
  authority: X509Certificate,
  now: Date,
): ChainProblem | undefined {
  const [leaf, ...intermediates] = chain;
  if (leaf === undefined) return { kind: 'wrong-authority', reason: 'holds no certificate' };
  const way = wayTo(authority, leaf, intermediates);
  if (way === undefined) {
    return { kind: 'wrong-authority', reason: strangerReason(leaf, authority) };
  }
  for (const certificate of way) {
    const problem = periodProblem(certificate, now);
    if (problem === undefined) continue;
    if (certificate !== leaf)
      return { kind: 'authority-not-valid', reason: `depends on "${oneLine(certificate.subject)}", which ${problem}` };
    return { kind: now > validTo(leaf) ? 'expired' : 'not-yet-valid', reason: problem };
  }
  return undefined;
}

/** Another authority often has the same name: then the name tells nothing. */
function strangerReason(leaf: X509Certificate, authority: X509Certificate): string {
  const [issuer, name] = [oneLine(leaf.issuer), oneLine(authority.subject)];
  return issuer === name
    ? `was issued by another authority of the same name, and does not verify against the authority "${name}"`
    : `was issued by "${issuer}" and does not verify against the authority "${name}"`;
}

/** The certificates from a leaf up to the authority, or `undefined` when they do not meet. */
function wayTo(
  authority: X509Certificate,
  from: X509Certificate,
  others: readonly X509Certificate[],
): readonly X509Certificate[] | undefined {
  if (issued(authority, from)) return [from, authority];
  for (const intermediate of others) {
    if (!issued(intermediate, from)) continue;
    const rest = wayTo(
      authority,
      intermediate,
      others.filter((each) => each !== intermediate),
    );
    if (rest !== undefined) return [from, ...rest];
  }
  return undefined;
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Node puts each part of a name on a line of its own. */
export function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
