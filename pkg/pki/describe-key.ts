import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** Enough of a fingerprint to tell two keys apart. */
const SHOWN_HEX_DIGITS = 16;

/** Names of curves as the configuration has them. */
const CURVES: Readonly<Record<string, string>> = {
  secp224r1: 'P-224',
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/**
 * A key by what may be known of it: `RSA-2048 with the SHA-256 0123456789abcdef...`. The hash is that of the public
 * half (SubjectPublicKeyInfo in DER).
 *
 * @param key - either half
 */
export function describeKey(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  const hash = createHash('sha256')
    .update(half.export({ format: 'der', type: 'spki' }))
    .digest('hex');
  return `${keyKind(key)} with the SHA-256 ${hash.slice(0, SHOWN_HEX_DIGITS)}...`;
}

/** `RSA-2048`, `ECDSA-P256`, or what OpenSSL calls it. */
export function keyKind({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): string {
  const { modulusLength, namedCurve = '' } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'rsa') return `RSA-${modulusLength ?? '?'}`;
  if (asymmetricKeyType === 'ec') return `ECDSA-${(CURVES[namedCurve] ?? namedCurve).replace('P-', 'P')}`;
  return asymmetricKeyType ?? 'unknown';
}

/**
 * Why Kubernetes' components refuse a private key, to be read behind "it holds"; `undefined` for one that they take.
 * Go knows four curves, and since 1.24 refuses RSA below 1024 bits.
 */
export function keyRefusal(key: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    return modulusLength >= 1024 ? undefined : `${keyKind(key)}, and Kubernetes takes no RSA key below 1024 bits`;
  }
  if (key.asymmetricKeyType === 'ec') {
    return namedCurve in CURVES
      ? undefined
      : `a key on the curve ${namedCurve}, and Kubernetes knows ${Object.values(CURVES).join(', ')}`;
  }
  return `a key of type ${key.asymmetricKeyType ?? 'unknown'}, and Kubernetes takes RSA or ECDSA`;
}
