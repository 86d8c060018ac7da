import { X509Certificate, type KeyObject } from 'node:crypto';
import { certificatePem } from '../../pkg/pki/certificate-pem.ts';
import type { Usage } from '../../pkg/pki/certificate-extensions.ts';
import { createAuthorityCertificate, createLeafCertificate, type Authority } from '../../pkg/pki/create-certificate.ts';
import { privateKeyPem } from '../../pkg/pki/key-pem.ts';
import { subjectAltNames } from '../../pkg/pki/subject-alt-names.ts';
import { ecKey } from './test-keys.ts';

/** The clock of the simulated machine. */
export const MACHINE_TIME = new Date('2026-01-02T03:04:05Z');
const YEAR = 365 * 24 * 3_600_000;

export interface ExampleOptions {
  readonly commonName?: string;
  readonly names?: readonly string[];
  readonly usages?: readonly Usage[];
  readonly key?: KeyObject;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** An authority with a key of its own, valid for a year around the machine's time. */
export function exampleAuthority(options: ExampleOptions = {}): Authority {
  const key = options.key ?? ecKey();
  return { key, certificate: createAuthorityCertificate(key, contents({ commonName: 'kubernetes', ...options })) };
}

/** A leaf and its key. */
export function exampleLeaf(authority: Authority, options: ExampleOptions = {}): Authority {
  const key = options.key ?? ecKey();
  const usages = options.usages ?? ['server'];
  return { key, certificate: createLeafCertificate(key, { ...contents(options), usages }, authority) };
}

/** Files of a pair, as a simulated machine takes them. */
export function pairFiles(base: string, pair: Authority): Record<string, { content: string; mode: number }> {
  return {
    [`${base}.crt`]: { content: certificatePem(pair.certificate), mode: 0o644 },
    [`${base}.key`]: { content: privateKeyPem(pair.key), mode: 0o600 },
  };
}

/** The certificate at a path of a simulated machine. */
export function certificateAt(
  machine: { file(path: string): { content: string } | undefined },
  path: string,
): X509Certificate {
  const file = machine.file(path);
  if (file === undefined) throw new Error(`no file ${path}`);
  return new X509Certificate(file.content);
}

function contents(options: ExampleOptions) {
  return {
    subject: { commonName: options.commonName ?? 'kube-apiserver' },
    sans: subjectAltNames(options.names ?? []),
    notBefore: options.notBefore ?? new Date(MACHINE_TIME.getTime() - YEAR / 2),
    notAfter: options.notAfter ?? new Date(MACHINE_TIME.getTime() + YEAR / 2),
  };
}
