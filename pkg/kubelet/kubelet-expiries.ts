import { posix } from 'node:path';
import type { FileView } from '../host/host.ts';
import { loadConnection, loadKubeconfig, namedFile } from '../kubeconfig/load-kubeconfig.ts';
import { currentContext } from '../kubeconfig/kubeconfig-document.ts';
import { parseCertificates } from '../pki/certificate-pem.ts';
import { expiryOf, type CertificateExpiry } from '../pki/expiry.ts';
import { loadCertificates } from '../pki/load-certificates.ts';
import { KUBELET_CONFIG_FILE, KUBELET_DIRECTORY, KUBELET_KUBECONFIG } from './kubelet-files.ts';

/** What `check-expiration` calls the two. */
export const KUBELET_CLIENT = 'kubelet-client';
export const KUBELET_SERVER = 'kubelet-server';

const PKI = posix.join(KUBELET_DIRECTORY, 'pki');
/** Signed by the cluster, where serverTLSBootstrap is on; otherwise the kubelet signs one for itself at its first start. */
const ROTATED_SERVER = posix.join(PKI, 'kubelet-server-current.pem');
const SELF_SIGNED_SERVER = posix.join(PKI, 'kubelet.crt');

const never = async (): Promise<boolean> => false;

/**
 * When the kubelet's own certificates end: the one with which it speaks to the API server, and the one that it shows
 * to it. Those that are not there are left out: a machine may have no kubelet yet.
 */
export async function readKubeletExpiries(view: FileView): Promise<readonly CertificateExpiry[]> {
  const found = await Promise.all([clientExpiry(view), serverExpiry(view)]);
  return found.filter(({ life, problem }) => life !== undefined || problem !== undefined);
}

async function clientExpiry(view: FileView): Promise<CertificateExpiry> {
  const path = (await clientFile(view)) ?? KUBELET_KUBECONFIG;
  return expiryOf(
    { name: KUBELET_CLIENT, path, caName: 'ca' },
    async () => {
      const pem = (await loadConnection(view, KUBELET_KUBECONFIG))?.clientCertPem;
      return pem === undefined ? undefined : parseCertificates(pem, path)[0];
    },
    never,
  );
}

/** A kubelet that rotates its certificate has it in a file of its own. */
async function clientFile(view: FileView): Promise<string | undefined> {
  try {
    const kubeconfig = await loadKubeconfig(view, KUBELET_KUBECONFIG);
    if (kubeconfig === undefined) return undefined;
    const user = currentContext(kubeconfig, KUBELET_KUBECONFIG).user ?? {};
    return (user['client-certificate-data'] ?? '') === ''
      ? namedFile(KUBELET_KUBECONFIG, user['client-certificate'])
      : undefined;
  } catch {
    // told when the certificate itself is read
    return undefined;
  }
}

async function serverExpiry(view: FileView): Promise<CertificateExpiry> {
  const { path, caName } = await kubeletServing(view);
  return expiryOf({ name: KUBELET_SERVER, path, caName }, async () => (await loadCertificates(view, path))?.[0], never);
}

/** The file with the kubelet's serving certificate, that with its key where it is known, and who signed it. */
export async function kubeletServing(
  view: FileView,
): Promise<{ readonly path: string; readonly keyPath: string | undefined; readonly caName: 'ca' | '' | 'unknown' }> {
  const text = (await view.readFile(KUBELET_CONFIG_FILE)) ?? '';
  const named = (field: string): string | undefined =>
    new RegExp(`^${field}: *"?([^"\\s]+)"?\\s*$`, 'm').exec(text)?.[1];
  const certFile = named('tlsCertFile');
  if (certFile !== undefined) return { path: certFile, keyPath: named('tlsPrivateKeyFile'), caName: 'unknown' };
  if ((await view.stat(ROTATED_SERVER)) === undefined)
    return { path: SELF_SIGNED_SERVER, keyPath: SELF_SIGNED_SERVER.replace(/crt$/, 'key'), caName: '' };
  return { path: ROTATED_SERVER, keyPath: ROTATED_SERVER, caName: 'ca' };
}
