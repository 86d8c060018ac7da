import type { KeyObject, X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { WriteFile } from '../host/change.ts';
import type { HostView } from '../host/host.ts';
import { loadConnection, loadKubeconfig, namedFile } from '../kubeconfig/load-kubeconfig.ts';
import { currentContext } from '../kubeconfig/kubeconfig-document.ts';
import { certificatePem, parseCertificates } from '../pki/certificate-pem.ts';
import { validTo } from '../pki/certificate-period.ts';
import { createSuccessor } from '../pki/create-certificate.ts';
import { freshKey, validityPeriod } from '../pki/issuing.ts';
import { privateKeyPem } from '../pki/key-pem.ts';
import type { Renewing } from '../pki/renew-certificates.ts';
import { signingAuthority } from '../pki/signing-authority.ts';
import { successorFile, renewedKubeconfigFile } from '../pki/successor-files.ts';
import { KUBELET_KUBECONFIG } from './kubelet-files.ts';

/**
 * Give the kubelet of this machine another client certificate, signed by the cluster's authority here, where it cannot
 * ask for one by itself any more: its own has ended, or there is no API server to ask. Name and group stay. To be
 * restarted, for it to be read.
 *
 * @returns the last second of the new certificate; `'missing'` without kubelet.conf, `'external'` where the authority
 * cannot sign here
 * @throws KubeadmError `kubeconfig-incomplete`, `certificate-unreadable`, and what `signingAuthority` throws
 */
export async function renewKubeletClient(
  renewing: Omit<Renewing, 'kubeconfigDir'>,
): Promise<Date | 'missing' | 'external'> {
  const { config, host, startedAt } = renewing;
  const connection = await loadConnection(host, KUBELET_KUBECONFIG);
  if (connection === undefined) return 'missing';
  const { clientCertPem } = connection;
  if (clientCertPem === undefined) throw noCertificate();
  const [old] = parseCertificates(clientCertPem, `of the kubelet (${KUBELET_KUBECONFIG})`);
  const authority = await signingAuthority(host, config.cluster.certificatesDir, 'ca');
  if (authority === 'external') return 'external';
  const key = await freshKey(renewing);
  const period = validityPeriod(startedAt, config.cluster.certificateValidityPeriod);
  const certificate = createSuccessor(old, key, period, authority);
  const files = (await filesBeside(host, certificate, key)) ?? [
    await renewedKubeconfigFile(host, KUBELET_KUBECONFIG, { certificate, key, authority }),
  ];
  await host.change({ kind: 'write-files', files });
  return validTo(certificate);
}

/**
 * The files that kubelet.conf names. A kubelet that rotates its certificate has both in one, behind a symbolic link
 * that it moves with each rotation: its present target is replaced.
 *
 * @returns `undefined` where certificate and key are embedded
 */
async function filesBeside(
  view: HostView,
  certificate: X509Certificate,
  key: KeyObject,
): Promise<readonly WriteFile[] | undefined> {
  const kubeconfig = await loadKubeconfig(view, KUBELET_KUBECONFIG);
  if (kubeconfig === undefined) return undefined;
  const { user = {} } = currentContext(kubeconfig, KUBELET_KUBECONFIG);
  if ((user['client-certificate-data'] ?? '') !== '') return undefined;
  const certFile = namedFile(KUBELET_KUBECONFIG, user['client-certificate']);
  const keyFile = namedFile(KUBELET_KUBECONFIG, user['client-key']);
  if (certFile === undefined || keyFile === undefined) throw noCertificate();
  const [certPem, keyPem] = [certificatePem(certificate), privateKeyPem(key)];
  const secret = { mode: 0o600, secret: true } as const;
  if (certFile === keyFile)
    return [await successorFile(view, { path: certFile, content: certPem + keyPem, ...secret })];
  return [
    await successorFile(view, { path: keyFile, content: keyPem, ...secret }),
    await successorFile(view, { path: certFile, content: certPem, mode: 0o644 }),
  ];
}

function noCertificate(): KubeadmError {
  return new KubeadmError(
    'kubeconfig-incomplete',
    `${KUBELET_KUBECONFIG} leads to no client certificate with its key`,
    {
      hint: `remove ${KUBELET_KUBECONFIG}, make it again with \`kubeadm-ts init phase kubeconfig kubelet\`, and restart the kubelet`,
    },
  );
}
