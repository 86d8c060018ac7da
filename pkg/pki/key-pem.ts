import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { keyRefusal } from './describe-key.ts';

/** PEM labels of private keys that Kubernetes' components read: PKCS#1, SEC1, PKCS#8. */
const PRIVATE_KEY = /-----BEGIN (RSA PRIVATE KEY|EC PRIVATE KEY|PRIVATE KEY)-----[\s\S]+?-----END \1-----/;
const PUBLIC_KEYS = /-----BEGIN (PUBLIC KEY|RSA PUBLIC KEY)-----[\s\S]+?-----END \1-----/g;
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/;

/** A private key as the reference writes it: RSA as PKCS#1, EC as SEC1. */
export function privateKeyPem(key: KeyObject): string {
  const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
  return key.export({ format: 'pem', type }).toString();
}

/** The public half as PKIX (`PUBLIC KEY`). */
export function publicKeyPem(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return half.export({ format: 'pem', type: 'spki' }).toString();
}

/**
 * Read an RSA or EC private key in PKCS#1, SEC1 or PKCS#8. Other PEM blocks beside it are passed over.
 *
 * @param pem - content of the file
 * @param path - for the error
 * @throws KubeadmError `private-key-unreadable`, which never quotes the content
 */
export function parsePrivateKey(pem: string, path: string): KeyObject {
  const [block, label = ''] = PRIVATE_KEY.exec(pem) ?? [];
  if (ENCRYPTED.test(pem)) throw unreadable(path, 'it is encrypted with a passphrase');
  if (block === undefined) throw unreadable(path, 'there is no private key in PEM form in it');
  const key = parsed(() => keyOfBlock(block, label), path);
  const refusal = keyRefusal(key);
  if (refusal === undefined) return key;
  throw unreadable(path, `it holds ${refusal}`);
}

/** OpenSSL takes three times as long where it has to find out by itself what the bytes are. */
const TYPED: Readonly<Record<string, 'pkcs1' | 'sec1'>> = { 'RSA PRIVATE KEY': 'pkcs1', 'EC PRIVATE KEY': 'sec1' };

function keyOfBlock(block: string, label: string): KeyObject {
  const type = TYPED[label];
  const [, body] = /^-----BEGIN [^\n]+-----\s+([A-Za-z0-9+/=\s]+)-----END/.exec(block) ?? [];
  // PKCS#8, or something that only OpenSSL can say what is wrong with
  if (type === undefined || body === undefined) return createPrivateKey(block);
  return createPrivateKey({ key: Buffer.from(body, 'base64'), format: 'der', type });
}

/**
 * All public keys of a PEM file, in order.
 *
 * @throws KubeadmError `public-key-unreadable`
 */
export function parsePublicKeys(pem: string, path: string): readonly KeyObject[] {
  try {
    return [...pem.matchAll(PUBLIC_KEYS)].map(([block]) => createPublicKey(block));
  } catch (cause) {
    throw new KubeadmError('public-key-unreadable', `${path} holds a public key that cannot be read`, {
      cause,
      hint: `remove ${path}: it is made again from the private key beside it`,
    });
  }
}

/** Whether a private key belongs to a public one. */
export function keysMatch(privateKey: KeyObject, publicKey: KeyObject): boolean {
  return createPublicKey(privateKey).equals(publicKey);
}

function parsed(parse: () => KeyObject, path: string): KeyObject {
  try {
    return parse();
  } catch {
    // OpenSSL's own message is left out: it says nothing to a person, and never what is wrong with this file.
    throw unreadable(path, 'its PEM block does not hold a valid key');
  }
}

function unreadable(path: string, reason: string): KubeadmError {
  return new KubeadmError('private-key-unreadable', `the private key ${path} cannot be used: ${reason}`, {
    hint: `put the right key (unencrypted PEM: PKCS#1, SEC1 or PKCS#8) into ${path}, or remove it and what was signed for it`,
  });
}
