import type { KeyObject, X509Certificate } from 'node:crypto';
import { ensureFile } from '../host/ensure-file.ts';
import type { Host } from '../host/host.ts';
import { keyAlgorithm } from '../config/key-algorithm.ts';
import { certificatePem } from './certificate-pem.ts';
import type { CertificateConfig, RenewalConfig } from './certificate-spec.ts';
import { privateKeyPem } from './key-pem.ts';
import type { KeySource } from './key-source.ts';
import { loadPrivateKey } from './load-pair.ts';

/** What making certificates needs of a phase's context. */
export interface Issuing {
  readonly config: CertificateConfig;
  readonly host: Host;
  readonly keys: KeySource;
  /** Certificates are valid from five minutes before. */
  readonly startedAt: Date;
  note(message: string): void;
  warn(message: string): void;
}

/** Clocks of other machines may be slow: the reference's allowance (CertificateBackdate), in milliseconds. */
const BACKDATE = 5 * 60_000;

/** When a certificate begins and ends. @param validity - milliseconds from the start of the run */
export function validityPeriod(
  startedAt: Date,
  validity: number,
): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(startedAt.getTime() - BACKDATE), notAfter: new Date(startedAt.getTime() + validity) };
}

/** A fresh private key of the configured kind. */
export function freshKey({
  config,
  keys,
}: {
  readonly config: RenewalConfig;
  readonly keys: KeySource;
}): Promise<KeyObject> {
  return keys.take(keyAlgorithm(config.cluster));
}

/**
 * The key for a certificate that does not exist yet. One that an interrupted run left behind is used; otherwise a new
 * one is written, before its certificate, so that no certificate ever stands without its key.
 *
 * @throws KubeadmError `private-key-unreadable`
 */
export async function keyForNewCertificate(issuing: Issuing, path: string, name: string): Promise<KeyObject> {
  const existing = await loadPrivateKey(issuing.host, path);
  if (existing !== undefined) {
    issuing.note(`using the existing key ${path} for "${name}", which has no certificate yet`);
    return existing;
  }
  const key = await freshKey(issuing);
  await writePrivateKey(issuing.host, path, key);
  return key;
}

/** Write a private key, readable for its owner alone. */
export async function writePrivateKey(host: Host, path: string, key: KeyObject): Promise<void> {
  await ensureFile(host, {
    kind: 'write-file',
    path,
    content: privateKeyPem(key),
    mode: 0o600,
    secret: true,
    parentMode: 0o755,
  });
}

export async function writeCertificate(host: Host, path: string, certificate: X509Certificate): Promise<void> {
  await ensureFile(host, {
    kind: 'write-file',
    path,
    content: certificatePem(certificate),
    mode: 0o644,
    parentMode: 0o755,
  });
}
