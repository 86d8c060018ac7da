import type { CertificateExpiry } from '../../pkg/pki/expiry.ts';
import { utcText } from '../../pkg/token/rfc3339.ts';
import { OUTPUT_VERSION, type OutputObject } from '../printers/output-object.ts';
import type { Inspection } from './inspection.ts';

/**
 * What `-o` prints: as the reference has it, and the kubelet's certificates in a list of their own, where there are any.
 * Seconds are whole.
 */
export function expirationInfo({ certificates, authorities, kubelet, now }: Inspection): OutputObject {
  const entry = (expiry: CertificateExpiry) => entryOf(expiry, now);
  return {
    kind: 'CertificateExpirationInfo',
    apiVersion: OUTPUT_VERSION,
    certificates: certificates.map(entry),
    certificateAuthorities: authorities.map(entry),
    kubeletCertificates: kubelet.length === 0 ? undefined : kubelet.map(entry),
  };
}

function entryOf({ name, life, externallyManaged, caName }: CertificateExpiry, now: Date): OutputObject {
  return {
    name,
    expirationDate: life === undefined ? null : utcText(life.until.getTime()),
    residualTime: life === undefined ? 0 : Math.trunc((life.until.getTime() - now.getTime()) / 1000),
    externallyManaged,
    caName: life === undefined || caName === '' ? undefined : caName,
    missing: life === undefined,
  };
}
