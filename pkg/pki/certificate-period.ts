import type { X509Certificate } from 'node:crypto';

/** The time from which on a certificate is valid. */
export function validFrom(certificate: X509Certificate): Date {
  return new Date(certificate.validFrom);
}

/** The last second in which a certificate is valid. */
export function validTo(certificate: X509Certificate): Date {
  return new Date(certificate.validTo);
}

/** Why a certificate is not valid at a time, to be read behind its name: `expired on ...`; `undefined` when it is. */
export function periodProblem(certificate: X509Certificate, now: Date): string | undefined {
  const clock = `(it is ${shown(now)} on this machine)`;
  if (now > validTo(certificate)) return `expired on ${shown(validTo(certificate))} ${clock}`;
  if (now < validFrom(certificate)) return `is valid only from ${shown(validFrom(certificate))} ${clock}`;
  return undefined;
}

/** `2026-01-02 03:04:05 UTC` */
function shown(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
