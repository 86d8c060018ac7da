import { sign, type KeyObject } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { nothing, objectIdentifier, sequence, type Asn1 } from './asn1.ts';

/** How a key signs. The digest follows the strength of the key, as in Go's crypto/x509. */
interface SignatureScheme {
  readonly digest: 'sha256' | 'sha384' | 'sha512';
  readonly identifier: Asn1;
}

const RSA_SHA256: SignatureScheme = {
  digest: 'sha256',
  identifier: sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing()),
};

/** By the curve's name in OpenSSL. RFC 5758 section 3.2: no parameters, not even NULL. */
const ECDSA: Readonly<Record<string, SignatureScheme>> = {
  secp224r1: { digest: 'sha256', identifier: sequence(objectIdentifier('1.2.840.10045.4.3.2')) },
  prime256v1: { digest: 'sha256', identifier: sequence(objectIdentifier('1.2.840.10045.4.3.2')) },
  secp384r1: { digest: 'sha384', identifier: sequence(objectIdentifier('1.2.840.10045.4.3.3')) },
  secp521r1: { digest: 'sha512', identifier: sequence(objectIdentifier('1.2.840.10045.4.3.4')) },
};

/**
 * The signature scheme of a private key.
 *
 * @throws KubeadmError `signing-key-unsupported`
 */
export function signatureScheme(key: KeyObject): SignatureScheme {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  const scheme = key.asymmetricKeyType === 'rsa' ? RSA_SHA256 : ECDSA[curve];
  if (scheme !== undefined) return scheme;
  throw new KubeadmError(
    'signing-key-unsupported',
    `a key of type ${key.asymmetricKeyType ?? 'unknown'} ${curve} cannot sign certificates for Kubernetes`,
    {
      hint: 'use an authority with an RSA key, or an ECDSA key on P-256, P-384 or P-521',
    },
  );
}

export function signWith(scheme: SignatureScheme, key: KeyObject, data: Uint8Array): Buffer {
  return sign(scheme.digest, data, key);
}
