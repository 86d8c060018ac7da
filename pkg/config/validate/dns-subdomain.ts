const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
/** Source: RFC 1123 as Kubernetes applies it. */
const MAX_LENGTH = 253;

/** Whether a text is an RFC 1123 subdomain: lower case, digits, `-` and `.`. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= MAX_LENGTH && SUBDOMAIN.test(text);
}

/** Whether a text is `*.` and a subdomain. */
export function isWildcardDomain(text: string): boolean {
  return text.startsWith('*.') && isDnsSubdomain(text.slice(2));
}
