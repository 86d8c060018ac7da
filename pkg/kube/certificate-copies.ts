import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { ClusterConfiguration } from '../config/types.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';

/** AES-256-GCM with the sizes that the reference's copies have (NIST SP 800-38D: 96-bit nonce, 128-bit tag). */
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A file that control-plane machines share, as it travels in the Secret `kubeadm-certs`. */
export interface CertificateCopy {
  /** Key in the Secret's data. */
  readonly name: string;
  /** Absolute path on every machine; empty where an external etcd is used without this file. */
  readonly path: string;
  /** Permission bits where a joining machine writes it. */
  readonly mode: number;
}

/** The files that control-plane machines share, in the order of their names in the Secret. */
export function certificateCopies(cluster: ClusterConfiguration): readonly CertificateCopy[] {
  const inFolder = (name: string, file: string): CertificateCopy => ({
    name,
    path: posix.join(cluster.certificatesDir, file),
    mode: file.endsWith('.key') ? 0o600 : 0o644,
  });
  const shared = ['ca.crt', 'ca.key', 'front-proxy-ca.crt', 'front-proxy-ca.key', 'sa.pub', 'sa.key'];
  return [...shared.map((file) => inFolder(file, file)), ...etcdCopies(cluster, inFolder)];
}

function etcdCopies(
  { etcd }: ClusterConfiguration,
  inFolder: (name: string, file: string) => CertificateCopy,
): readonly CertificateCopy[] {
  if (etcd.external === undefined) {
    return [inFolder('etcd-ca.crt', 'etcd/ca.crt'), inFolder('etcd-ca.key', 'etcd/ca.key')];
  }
  const { caFile, certFile, keyFile } = etcd.external;
  return [
    { name: 'external-etcd-ca.crt', path: caFile, mode: 0o644 },
    { name: 'external-etcd.crt', path: certFile, mode: 0o644 },
    { name: 'external-etcd.key', path: keyFile, mode: 0o600 },
  ];
}

/**
 * The bytes of a certificate key.
 *
 * @param key - 64 hex digits
 * @throws KubeadmError `certificate-key-invalid`
 */
export function parseCertificateKey(key: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(key)) return Buffer.from(key, 'hex');
  throw new KubeadmError(
    'certificate-key-invalid',
    `a certificate key has ${KEY_BYTES * 2} hex digits; this one does not`,
    {
      hint: 'make one with: openssl rand -hex 32',
    },
  );
}

/**
 * Encrypt a file for the Secret `kubeadm-certs`: nonce, ciphertext and tag one after the other, no associated data.
 *
 * @param plain - the file's bytes
 * @param key - 32 bytes
 * @param nonce - 12 bytes, never used twice with a key; random unless given
 */
export function encryptCopy(plain: Uint8Array, key: Uint8Array, nonce: Uint8Array = randomBytes(NONCE_BYTES)): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Decrypt what {@link encryptCopy}, or the reference, encrypted.
 *
 * @param sealed - nonce, ciphertext and tag
 * @param key - 32 bytes
 * @throws KubeadmError `certificate-copy-unreadable` for another key, or a value that was cut or altered
 */
export function decryptCopy(sealed: Uint8Array, key: Uint8Array): Buffer {
  const tagStart = sealed.length - TAG_BYTES;
  try {
    if (tagStart < NONCE_BYTES) throw new Error(`${sealed.length} bytes are too few for a nonce and a tag`);
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(tagStart));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagStart)), decipher.final()]);
  } catch (cause) {
    throw new KubeadmError(
      'certificate-copy-unreadable',
      'an uploaded certificate cannot be decrypted with this certificate key',
      {
        hint: 'give the key that the upload printed, or upload again with: kubeadm-ts init phase upload-certs --upload-certs',
        cause,
      },
    );
  }
}
