import { X509Certificate } from 'node:crypto';

const HOUR_MS = 3_600_000;

/** What a certificate says, without its random parts: whose it is, for which names, for how long, with which keys. */
export function certificateFacts(pem: string): Readonly<Record<string, unknown>> {
  const certificate = new X509Certificate(pem);
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const lifetime = Date.parse(certificate.validTo) - Date.parse(certificate.validFrom);
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    names: certificate.subjectAltName ?? '',
    authority: certificate.ca,
    uses: certificate.keyUsage ?? [],
    key: `${asymmetricKeyType ?? '?'} ${asymmetricKeyDetails?.modulusLength ?? asymmetricKeyDetails?.namedCurve ?? ''}`,
    hours: Math.round(lifetime / HOUR_MS),
  };
}
