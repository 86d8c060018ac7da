import type { KeyObject, X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { WriteFile } from '../host/change.ts';
import type { HostView } from '../host/host.ts';
import { base64, kubeconfigYaml, type Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { loadKubeconfig } from '../kubeconfig/load-kubeconfig.ts';
import { currentContext } from '../kubeconfig/kubeconfig-document.ts';
import { certificatePem } from './certificate-pem.ts';
import { certificatePaths } from './certificate-spec.ts';
import type { Authority } from './create-certificate.ts';
import { privateKeyPem } from './key-pem.ts';
import { renewablePath, type RenewalFolders } from './renewable-files.ts';
import type { Renewable } from './renewables.ts';

/** A new certificate, and what goes with it. */
export interface Successor {
  readonly renewable: Renewable;
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  readonly authority: Authority;
}

/**
 * The files in which a renewed certificate takes the place of the old one. Each keeps its owner and its permission bits,
 * and a symbolic link keeps leading where it leads.
 */
export async function successorFiles(
  view: HostView,
  folders: RenewalFolders,
  { renewable, certificate, key, authority }: Successor,
): Promise<readonly WriteFile[]> {
  if (renewable.kind === 'kubeconfig') {
    return [await renewedKubeconfigFile(view, renewablePath(folders, renewable), { certificate, key, authority })];
  }
  const paths = certificatePaths(folders.certificatesDir, renewable.spec);
  return [
    await successorFile(view, { path: paths.key, content: privateKeyPem(key), mode: 0o600, secret: true }),
    await successorFile(view, { path: paths.cert, content: certificatePem(certificate), mode: 0o644 }),
  ];
}

/** A kubeconfig file with another client certificate in it. @throws KubeadmError `kubeconfig-missing` */
export async function renewedKubeconfigFile(
  view: HostView,
  path: string,
  successor: Omit<Successor, 'renewable'>,
): Promise<WriteFile> {
  const content = kubeconfigYaml(await renewedKubeconfig(view, path, successor));
  return successorFile(view, { path, content, mode: 0o600, secret: true });
}

/** A file that takes the place of another: owner and permission bits are kept, and a symbolic link is followed. */
export async function successorFile(view: HostView, file: Omit<WriteFile, 'kind'>): Promise<WriteFile> {
  const path = (await view.linkTarget(file.path)) ?? file.path;
  const info = await view.stat(path);
  const kept = info === undefined ? {} : { mode: info.mode, owner: { uid: info.uid, gid: info.gid } };
  return { kind: 'write-file', ...file, path, ...kept };
}

/** Everything stays but the credentials of the current user, and the authority where it is embedded. */
async function renewedKubeconfig(
  view: HostView,
  path: string,
  { certificate, key, authority }: Omit<Successor, 'renewable'>,
): Promise<Kubeconfig> {
  const kubeconfig = await loadKubeconfig(view, path);
  if (kubeconfig === undefined) throw new KubeadmError('kubeconfig-missing', `there is no ${path}`);
  const { clusterName, userName } = currentContext(kubeconfig, path);
  const authorityData = base64(certificatePem(authority.certificate));
  const credentials = {
    'client-certificate-data': base64(certificatePem(certificate)),
    'client-key-data': base64(privateKeyPem(key)),
  };
  return {
    ...kubeconfig,
    clusters: kubeconfig.clusters.map((each) =>
      each.name === clusterName && each.cluster['certificate-authority-data'] !== undefined
        ? { ...each, cluster: { ...each.cluster, 'certificate-authority-data': authorityData } }
        : each,
    ),
    users: kubeconfig.users.map((each) =>
      each.name === userName ? { ...each, user: { ...each.user, ...credentials } } : each,
    ),
  };
}
