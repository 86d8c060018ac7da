import { X509Certificate } from 'node:crypto';
import { parseKubeconfig } from '../../pkg/kubeconfig/parse-kubeconfig.ts';
import { children, content, dottedIdentifier, fromDer, isContext, toDer, type Asn1 } from '../../pkg/pki/asn1.ts';
import { subjectKeyId } from '../../pkg/pki/certificate-extensions.ts';

/** Everything that a certificate says, but for what differs each time: keys, serial number, and the time of the run. */
export interface CertificateFacts {
  readonly version: number;
  /** Whether the serial number is positive and fits 64 bits with a sign. */
  readonly serialFits: boolean;
  /** Dotted identifier, and the parameters in hex. */
  readonly signature: string;
  /** In hex, as encoded. */
  readonly issuer: string;
  readonly subject: string;
  /** How the names read. */
  readonly shown: string;
  /** ASN.1 types of the two times. */
  readonly times: readonly number[];
  /** Seconds from the beginning to the end. */
  readonly lifetime: number;
  readonly key: string;
  /** In their order. */
  readonly extensions: readonly string[];
}

const SUBJECT_KEY_ID = '2.5.29.14';
const AUTHORITY_KEY_ID = '2.5.29.35';

/** @param issuer - the certificate that signed it; itself for an authority */
export function certificateFacts(certificate: X509Certificate, issuer: X509Certificate): CertificateFacts {
  const [version, serial, signature, issuerName, validity, subject, key, wrapper] = children(
    children(fromDer(certificate.raw))[0],
  );
  const [from, until] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  const serialBytes = content(serial);
  return {
    version: content(children(version)[0])[0] ?? 0,
    serialFits: serialBytes.length <= 8 && (serialBytes[0] ?? 0x80) < 0x80,
    signature: hex(signature),
    issuer: hex(issuerName),
    subject: hex(subject),
    shown: `${certificate.issuer} -> ${certificate.subject}`.replaceAll('\n', ', '),
    times: children(validity).map(({ type }) => Number(type)),
    lifetime: (until.getTime() - from.getTime()) / 1000,
    key: keyOf(certificate, key),
    extensions: children(children(isContext(wrapper, 3) ? wrapper : undefined)[0]).map((each) =>
      extensionFacts(each, certificate, issuer),
    ),
  };
}

function keyOf({ publicKey }: X509Certificate, info: Asn1 | undefined): string {
  const { modulusLength, publicExponent, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  return `${hex(children(info)[0])} ${namedCurve ?? `${modulusLength} ${publicExponent}`}`;
}

/** Identifier, whether it is critical, and its value; key ids by what they stand for. */
function extensionFacts(extension: Asn1, certificate: X509Certificate, issuer: X509Certificate): string {
  const parts = children(extension);
  const identifier = dottedIdentifier(parts[0]);
  const critical = parts.length === 3 ? ' critical' : '';
  const value = content(parts.at(-1)).toString('hex');
  return `${identifier}${critical} ${meaning(identifier, value, certificate, issuer)}`;
}

function meaning(identifier: string, value: string, certificate: X509Certificate, issuer: X509Certificate): string {
  const own = subjectKeyId(certificate.publicKey).toString('hex');
  if (identifier === SUBJECT_KEY_ID && value === `0414${own}`) return 'SHA-256 of the key, 20 bytes';
  const signer = subjectKeyId(issuer.publicKey).toString('hex');
  if (identifier === AUTHORITY_KEY_ID && value === `30168014${signer}`) return 'the key id of its authority';
  return value;
}

function hex(node: Asn1 | undefined): string {
  return node === undefined ? '' : toDer(node).toString('hex');
}

const LEAVES: Readonly<Record<string, string>> = {
  ca: 'ca',
  apiserver: 'ca',
  'apiserver-kubelet-client': 'ca',
  'front-proxy-ca': 'front-proxy-ca',
  'front-proxy-client': 'front-proxy-ca',
  'etcd/ca': 'etcd/ca',
  'etcd/server': 'etcd/ca',
  'etcd/peer': 'etcd/ca',
  'etcd/healthcheck-client': 'etcd/ca',
  'apiserver-etcd-client': 'etcd/ca',
};
const FILES = ['admin.conf', 'super-admin.conf', 'kubelet.conf', 'controller-manager.conf', 'scheduler.conf'];

/** The facts of a whole control plane, by name: files below the folder of certificates, and kubeconfig files. */
export function controlPlaneFacts(read: (path: string) => string): Readonly<Record<string, unknown>> {
  const at = (base: string): X509Certificate => new X509Certificate(read(`pki/${base}.crt`));
  const certificates = Object.entries(LEAVES).map(([base, authority]) => {
    const certificate = at(base);
    const issuer = base === authority ? certificate : at(authority);
    const label = /-----BEGIN ([A-Z ]+)-----/.exec(
      read(`pki/${base}.key`).replace(/^-----BEGIN EC PARAMETERS[^]*?END EC PARAMETERS-----\n/, ''),
    )?.[1];
    return [base, { ...certificateFacts(certificate, issuer), keyFile: label }];
  });
  const kubeconfigs = FILES.map((file) => [file, kubeconfigFacts(read(file), file, at('ca'))]);
  return JSON.parse(JSON.stringify(Object.fromEntries([...certificates, ...kubeconfigs])));
}

/** A kubeconfig without its certificates and keys, and the facts of the certificate in it. */
function kubeconfigFacts(text: string, file: string, ca: X509Certificate): unknown {
  const { users, clusters, ...rest } = parseKubeconfig(text, file);
  const [user] = users;
  const data = Buffer.from(user?.user['client-certificate-data'] ?? '', 'base64');
  const certificate = new X509Certificate(data);
  const authority = Buffer.from(clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64');
  return {
    ...rest,
    user: user?.name,
    fields: Object.keys(user?.user ?? {}),
    cluster: { name: clusters[0]?.name, server: clusters[0]?.cluster.server },
    trusts: new X509Certificate(authority).fingerprint256 === ca.fingerprint256,
    // its time begins with the authority, whenever that was made
    certificate: { ...certificateFacts(certificate, ca), lifetime: undefined },
    beginsWithAuthority: certificate.validFrom === ca.validFrom,
  };
}
