import { objectIdentifier, sequence, setOf, text, type Asn1 } from './asn1.ts';

/** Who a certificate speaks for. */
export interface Subject {
  readonly commonName: string;
  /** Groups, to Kubernetes. */
  readonly organizations?: readonly string[];
}

const ORGANIZATION = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';

/**
 * A Name as Go's crypto/x509 writes it: the organizations first, all of them in one multi-valued RDN, then the common
 * name.
 */
export function distinguishedName({ commonName, organizations = [] }: Subject): Asn1 {
  const groups = organizations.map((organization) => attribute(ORGANIZATION, organization));
  const names = groups.length === 0 ? [] : [setOf(...groups)];
  return sequence(...names, setOf(attribute(COMMON_NAME, commonName)));
}

/** PrintableString where its alphabet (X.680 section 41.4) is enough, otherwise UTF8String. */
function attribute(identifier: string, value: string): Asn1 {
  const kind = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 'PRINTABLESTRING' : 'UTF8';
  return sequence(objectIdentifier(identifier), text(kind, value));
}
