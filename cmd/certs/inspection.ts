import type { CertificateExpiry, Expiries } from '../../pkg/pki/expiry.ts';

/** What `check-expiration` found. */
export interface Inspection extends Expiries {
  readonly kubelet: readonly CertificateExpiry[];
  /** The time of the look. */
  readonly now: Date;
}

/** Every certificate of an inspection. */
export function allOf({ certificates, authorities, kubelet }: Inspection): readonly CertificateExpiry[] {
  return [...certificates, ...authorities, ...kubelet];
}
