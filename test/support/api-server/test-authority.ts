import { createPublicKey, type KeyObject } from 'node:crypto';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import type { Usage } from '../../../pkg/pki/certificate-extensions.ts';
import {
  createAuthorityCertificate,
  createLeafCertificate,
  type CertificateContent,
} from '../../../pkg/pki/create-certificate.ts';
import type { Subject } from '../../../pkg/pki/distinguished-name.ts';
import { generateKey } from '../../../pkg/pki/generate-key.ts';
import { NO_ALT_NAMES, subjectAltNames } from '../../../pkg/pki/subject-alt-names.ts';

/** A certificate and its key, PEM. */
export interface TestPair {
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  readonly organizations?: readonly string[];
  readonly sans?: readonly string[];
  readonly usages?: readonly Usage[];
  /** Seconds from now; -300 unless given. */
  readonly from?: number;
  /** Seconds from now; an hour unless given. */
  readonly to?: number;
}

/** A CA for tests. Keys are ECDSA, because they are quick to make. */
export interface TestAuthority {
  readonly cert: string;
  issue(commonName: string, options?: IssueOptions): Promise<TestPair>;
  /** A client certificate for somebody else's key, as the cluster's signer makes them. */
  certify(publicKey: KeyObject, subject: Subject, period: Pick<CertificateContent, 'notBefore' | 'notAfter'>): string;
}

const CLIENT: readonly Usage[] = ['client'];

const seconds = (fromNow: number): Date => new Date(Date.now() + fromNow * 1000);

/** A fresh CA that lives for an hour. */
export async function createTestAuthority(commonName = 'test-ca'): Promise<TestAuthority> {
  const caKey = await generateKey('ECDSA-P256');
  const period = { notBefore: seconds(-600), notAfter: seconds(7200) };
  const certificate = createAuthorityCertificate(caKey, {
    subject: { commonName },
    sans: subjectAltNames([commonName]),
    ...period,
  });
  return {
    cert: certificatePem(certificate),
    certify(publicKey, subject, period) {
      const contents = { subject, sans: NO_ALT_NAMES, usages: CLIENT, ...period };
      return certificatePem(createLeafCertificate(publicKey, contents, { certificate, key: caKey }));
    },
    async issue(name, { organizations = [], sans = [], usages = CLIENT, from = -300, to = 3600 } = {}) {
      const key = await generateKey('ECDSA-P256');
      const content = {
        subject: { commonName: name, organizations },
        sans: sans.length === 0 ? NO_ALT_NAMES : subjectAltNames(sans),
        notBefore: seconds(from),
        notAfter: seconds(to),
        usages,
      };
      const leaf = createLeafCertificate(createPublicKey(key), content, { certificate, key: caKey });
      return { cert: certificatePem(leaf), key: key.export({ format: 'pem', type: 'pkcs8' }).toString() };
    },
  };
}

/** A kubeconfig's text (JSON is YAML) with a client certificate, a token, or neither. */
export function testKubeconfig(
  server: string,
  ca: string,
  user: Partial<TestPair> & { readonly token?: string } = {},
): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const credentials = {
    ...(user.cert === undefined ? {} : { 'client-certificate-data': base64(user.cert) }),
    ...(user.key === undefined ? {} : { 'client-key-data': base64(user.key) }),
    ...(user.token === undefined ? {} : { token: user.token }),
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'tester' } }],
    'current-context': 'test',
    users: [{ name: 'tester', user: credentials }],
  });
}
