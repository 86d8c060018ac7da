import type { X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { FileView } from '../host/host.ts';
import { kubeconfigPath } from '../kubeconfig/kubeconfig-table.ts';
import { loadKubeconfig } from '../kubeconfig/load-kubeconfig.ts';
import { currentContext } from '../kubeconfig/kubeconfig-document.ts';
import { parseCertificates } from './certificate-pem.ts';
import { certificatePaths } from './certificate-spec.ts';
import { loadCertificates } from './load-certificates.ts';
import type { Renewable } from './renewables.ts';

/** Where the files of a control plane stand. */
export interface RenewalFolders {
  /** Usually /etc/kubernetes/pki. */
  readonly certificatesDir: string;
  /** Usually /etc/kubernetes. */
  readonly kubeconfigDir: string;
}

/** The file that holds the certificate. */
export function renewablePath({ certificatesDir, kubeconfigDir }: RenewalFolders, renewable: Renewable): string {
  return renewable.kind === 'certificate'
    ? certificatePaths(certificatesDir, renewable.spec).cert
    : kubeconfigPath(kubeconfigDir, renewable.spec);
}

/**
 * The certificate as it is now.
 *
 * @returns `undefined` where its file is missing
 * @throws KubeadmError `certificate-unreadable`, `kubeconfig-unreadable`, `kubeconfig-incomplete`
 */
export async function loadRenewable(
  view: FileView,
  folders: RenewalFolders,
  renewable: Renewable,
): Promise<X509Certificate | undefined> {
  const path = renewablePath(folders, renewable);
  if (renewable.kind === 'certificate') return (await loadCertificates(view, path))?.[0];
  const kubeconfig = await loadKubeconfig(view, path);
  if (kubeconfig === undefined) return undefined;
  const data = currentContext(kubeconfig, path).user?.['client-certificate-data'];
  if (data === undefined || data === '') throw notEmbedded(path);
  return parseCertificates(Buffer.from(data, 'base64').toString('utf8'), `of the user in ${path}`)[0];
}

function notEmbedded(path: string): KubeadmError {
  return new KubeadmError(
    'kubeconfig-incomplete',
    `the user of the kubeconfig file ${path} has no client certificate embedded in it`,
    {
      hint: `put the certificate into client-certificate-data and its key into client-key-data of ${path}, or remove the file and have it made again with \`kubeadm-ts init phase kubeconfig\``,
    },
  );
}
