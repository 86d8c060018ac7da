import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import type { EtcdAccess } from './etcd.ts';

/**
 * What a TLS client needs, from the files that the access names.
 *
 * @throws KubeadmError `etcd-credentials` that names the file
 */
export async function loadCredentials(
  view: Pick<HostView, 'readFile'>,
  { caFile, certFile, keyFile }: NonNullable<EtcdAccess['tls']>,
): Promise<SecureContext> {
  const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map((path) => readPem(view, path)));
  // one after the other: OpenSSL does not say which of them it could not use
  tryToUse(caFile, () => new X509Certificate(ca ?? ''));
  tryToUse(certFile, () => createSecureContext({ cert }));
  tryToUse(keyFile, () => createSecureContext({ key }));
  return tryToUse(`${certFile} and ${keyFile}`, () => createSecureContext({ ca, cert, key }));
}

async function readPem(view: Pick<HostView, 'readFile'>, path: string): Promise<string> {
  const text = await view.readFile(path);
  if (text !== undefined) return text;
  throw new KubeadmError('etcd-credentials', `${path} is missing: without it nobody may talk to etcd`, {
    hint: 'the phases `certs` write it; on a control plane that joins, etcd/ca.crt comes from the cluster',
  });
}

function tryToUse<T>(what: string, use: () => T): T {
  try {
    return use();
  } catch {
    throw new KubeadmError('etcd-credentials', `${what} cannot be used to talk to etcd`, {
      hint: `look at what is in there: openssl x509 -noout -text -in a certificate, openssl pkey -noout -in a key; a certificate and its key belong together`,
    });
  }
}
