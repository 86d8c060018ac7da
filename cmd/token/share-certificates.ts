import { uploadCertificates } from '../../phases/upload-certs/upload-certificates.ts';
import { readClusterConfiguration } from '../../pkg/cluster/read-cluster-config.ts';
import type { ClusterConfiguration } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Emit } from '../../pkg/events/event.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import type { ObjectRef } from '../../pkg/kube/kube-object.ts';

const UPLOAD: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system', name: 'kubeadm-certs' };
/** Keys without which no other machine becomes a control plane. */
const AUTHORITY_KEYS = ['ca.key', 'front-proxy-ca.key'];

/**
 * Upload this machine's control-plane certificates, so that another machine can become a control plane.
 *
 * @param certificateKey - 64 hex digits
 * @throws KubeadmError `no-cluster-configuration`, `no-control-plane-endpoint`, `certificate-authority-missing`, and those
 * of the upload
 */
export async function shareCertificates(host: Host, certificateKey: string, emit: Emit): Promise<void> {
  const cluster = await readClusterConfiguration(host);
  if (cluster === undefined) throw noConfiguration();
  if (cluster.controlPlaneEndpoint === '') throw noEndpoint();
  await refuseWithoutKeys(host, cluster);
  const before = await host.getObject(UPLOAD);
  const warn = (message: string): void => emit({ type: 'warning', message });
  const outcome = await uploadCertificates(host, { cluster, certificateKey, warn });
  const replaced = before !== undefined && outcome === 'changed';
  const message = replaced
    ? 'uploaded the control-plane certificates again: join commands with an earlier certificate key no longer work'
    : 'the control-plane certificates are uploaded; the cluster deletes them two hours after the upload';
  emit({ type: 'note', phase: 'upload-certs', message });
}

async function refuseWithoutKeys(view: HostView, { certificatesDir }: ClusterConfiguration): Promise<void> {
  for (const name of AUTHORITY_KEYS) {
    const path = `${certificatesDir}/${name}`;
    if ((await view.stat(path)) !== undefined) continue;
    throw new KubeadmError('certificate-authority-missing', `this machine has no ${path} to share`, {
      hint: 'run this command on a control-plane machine; where the authority is kept elsewhere, copy the certificates to the new machine by hand and add --control-plane to the line of: kubeadm-ts token create --print-join-command',
    });
  }
}

function noConfiguration(): KubeadmError {
  return new KubeadmError('no-cluster-configuration', 'the cluster has no ConfigMap kube-system/kubeadm-config', {
    hint: 'check that --kubeconfig leads to the right cluster; in a cluster made by kubeadm or kubeadm-ts, put it back on the first control plane with: kubeadm-ts init phase upload-config kubeadm --config <file>',
  });
}

function noEndpoint(): KubeadmError {
  return new KubeadmError(
    'no-control-plane-endpoint',
    'this cluster cannot take a further control plane: it has no controlPlaneEndpoint, so every node knows it by the address of its only control plane',
    {
      hint: 'make clusters that are to grow with --control-plane-endpoint (a DNS name, or the address of a load balancer); workers join with: kubeadm-ts token create --print-join-command',
    },
  );
}
