import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  explicit,
  fromDer,
  integer,
  objectIdentifier,
  sequence,
  text,
  toDer,
} from '../../pkg/pki/asn1.ts';
import { extension } from '../../pkg/pki/certificate-extensions.ts';
import { signatureScheme, signWith } from '../../pkg/pki/certificate-signature.ts';
import { distinguishedName } from '../../pkg/pki/distinguished-name.ts';

/** What other programs may have put into a certificate, and this one never does. */
export interface CraftedOptions {
  readonly key: KeyObject;
  readonly commonName: string;
  /** The CA flag of the basic constraints; no such extension unless given. */
  readonly authority?: boolean;
  /** The byte of the first eight key usages, the first as its highest bit; no such extension unless given. */
  readonly keyUsage?: number;
  /** Dotted identifiers of extended key usages; no such extension unless given. */
  readonly extended?: readonly string[];
  /** Who signs it; itself unless given. */
  readonly signer?: { readonly key: KeyObject; readonly commonName: string };
}

/** A certificate of the year 2026 with the extensions that are asked for, and no others. */
export function craftedCertificate(options: CraftedOptions): X509Certificate {
  const { key, commonName, authority, keyUsage, extended, signer = options } = options;
  const scheme = signatureScheme(signer.key);
  const extensions = [
    ...(keyUsage === undefined ? [] : [extension('2.5.29.15', bitString(Buffer.from([keyUsage])), true)]),
    ...(extended === undefined ? [] : [extension('2.5.29.37', sequence(...extended.map(objectIdentifier)))]),
    ...(authority === undefined
      ? []
      : [extension('2.5.29.19', authority ? sequence(boolean(true)) : sequence(), true)]),
  ];
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.from([1])),
    scheme.identifier,
    distinguishedName({ commonName: signer.commonName }),
    sequence(text('UTCTIME', '260101000000Z'), text('UTCTIME', '270101000000Z')),
    distinguishedName({ commonName }),
    fromDer(createPublicKey(key).export({ format: 'der', type: 'spki' })),
    ...(extensions.length === 0 ? [] : [explicit(3, sequence(...extensions))]),
  );
  const signature = bitString(signWith(scheme, signer.key, toDer(toBeSigned)));
  return new X509Certificate(toDer(sequence(toBeSigned, scheme.identifier, signature)));
}
