import { KubeadmError } from '../pkg/errors/kubeadm-error.ts';
import { decryptCopy, type CertificateCopy } from '../pkg/kube/certificate-copies.ts';
import { UPLOAD_AGAIN } from './uploaded-secret.ts';

/** A shared file, decrypted. */
export interface OpenedCopy extends CertificateCopy {
  readonly content: string;
}

/**
 * Decrypt all of an upload. Values that are empty stand for files that the cluster does without.
 *
 * @param upload - the Secret's data, base64
 * @param key - 32 bytes
 * @throws KubeadmError `certificates-incomplete` when an expected name is not there, `certificate-key-wrong` when the
 * key opens nothing, `certificate-copy-unreadable` when it opens only some
 */
export function openCopies(
  upload: Readonly<Record<string, string>>,
  copies: readonly CertificateCopy[],
  key: Uint8Array,
): readonly OpenedCopy[] {
  const absent = copies.filter(({ name, path }) => path !== '' && upload[name] === undefined);
  if (absent.length > 0) throw incomplete(absent.map(({ name }) => name));
  const filled = copies.filter(({ name, path }) => path !== '' && upload[name] !== '');
  const opened = filled.map((copy) => ({ ...copy, content: open(upload[copy.name] ?? '', key) }));
  const closed = opened.filter(({ content }) => content === undefined).map(({ name }) => name);
  if (closed.length > 0) throw closed.length === opened.length ? wrongKey() : damaged(closed);
  return opened.map((copy) => ({ ...copy, content: copy.content ?? '' }));
}

function open(value: string, key: Uint8Array): string | undefined {
  try {
    return decryptCopy(Buffer.from(value, 'base64'), key).toString('utf8');
  } catch {
    return undefined;
  }
}

function incomplete(names: readonly string[]): KubeadmError {
  return new KubeadmError(
    'certificates-incomplete',
    `the uploaded certificates lack ${names.join(', ')}: they were uploaded when the cluster used another kind of etcd, or by hand`,
    { hint: UPLOAD_AGAIN },
  );
}

function wrongKey(): KubeadmError {
  return new KubeadmError(
    'certificate-key-wrong',
    'the certificate key does not open the uploaded certificates: it is the key of another upload, and only the latest one counts',
    { hint: `join with the key that the latest upload printed; where it is lost, ${UPLOAD_AGAIN}` },
  );
}

function damaged(names: readonly string[]): KubeadmError {
  return new KubeadmError(
    'certificate-copy-unreadable',
    `the certificate key opens some of the uploaded certificates, but not ${names.join(', ')}: the upload was cut or altered`,
    { hint: UPLOAD_AGAIN },
  );
}
