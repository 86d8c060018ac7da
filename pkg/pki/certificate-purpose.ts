import type { X509Certificate } from 'node:crypto';
import { USAGE_IDENTIFIERS, type Usage } from './certificate-extensions.ts';
import { usageParts } from './certificate-parts.ts';

/** RFC 5280 section 4.2.1.12: good for every purpose. */
const ANY_PURPOSE = '2.5.29.37.0';

/** How Kubernetes and OpenSSL call the purposes. */
const PURPOSES: Readonly<Record<Usage, string>> = {
  server: 'server authentication',
  client: 'client authentication',
};

/**
 * Why TLS would refuse a certificate for its purpose, to be read behind its path; `undefined` when it is good. A
 * certificate that says nothing about its use is good for every one.
 *
 * @param usages - what it is needed for
 */
export function purposeProblem(certificate: X509Certificate, usages: readonly Usage[]): string | undefined {
  const { extended, keyUsages } = usageParts(certificate);
  const missing = usages.filter((usage) => extended?.includes(USAGE_IDENTIFIERS[usage]) === false);
  if (extended !== undefined && missing.length > 0 && !extended.includes(ANY_PURPOSE)) {
    return `is not for ${named(missing)}, but for ${extended.map(purposeName).join(' and ') || 'nothing'}`;
  }
  if (keyUsages === undefined || keyUsages.includes('digital signature')) return undefined;
  return `lacks the key usage "digital signature", without which TLS refuses it; it has ${shown(keyUsages)}`;
}

/** Why a certificate is no authority, to be read behind its path; `undefined` when it is one. */
export function authorityProblem(certificate: X509Certificate): string | undefined {
  const { authority, keyUsages } = usageParts(certificate);
  if (!authority) return 'is not a certificate authority: its basic constraints have no CA:TRUE';
  if (keyUsages === undefined || keyUsages.includes('certificate sign')) return undefined;
  return `is not a certificate authority: it lacks the key usage "certificate sign", and has ${shown(keyUsages)}`;
}

function named(usages: readonly Usage[]): string {
  return usages.map((usage) => PURPOSES[usage]).join(' and ');
}

function purposeName(identifier: string): string {
  const usage = (Object.keys(PURPOSES) as Usage[]).find((each) => USAGE_IDENTIFIERS[each] === identifier);
  return usage === undefined ? identifier : PURPOSES[usage];
}

function shown(keyUsages: readonly string[]): string {
  return keyUsages.length === 0 ? 'none' : keyUsages.join(', ');
}
