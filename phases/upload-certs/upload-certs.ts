import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { uploadCertificates } from './upload-certificates.ts';

/** Stores the certificates that control-plane machines share, encrypted, for two hours. */
export const uploadCertsPhase: Step<InitContext> = {
  name: 'upload-certs',
  summary: 'Store the certificates that control-plane machines share in the cluster, encrypted',
  details:
    'Writes the Secret kubeadm-certs in kube-system, which lives for two hours, and a Role and RoleBinding ' +
    'that let joining machines read it. Only who has the certificate key can decrypt it.',
  flags: ['kubeconfig', 'certificate-key', 'upload-certs', 'skip-certificate-key-print'],
  skipReason: ({ settings }) =>
    settings.uploadCerts ? undefined : 'certificates are uploaded only with --upload-certs',
  async run(context) {
    const { config, host, note, warn } = context;
    const { cluster, certificateKey } = config;
    if (certificateKey === '') throw keyMissing();
    const outcome = await uploadCertificates(host, { cluster, certificateKey, warn });
    if (outcome === 'kept') note('kept Secret kubeadm-certs: it already holds these files under this key');
    tellKey(context);
  },
};

function keyMissing(): KubeadmError {
  return new KubeadmError('certificate-key-missing', 'there is no certificate key to encrypt the certificates with', {
    hint: 'give one with --certificate-key; make one with: openssl rand -hex 32',
  });
}

/** In a whole `init` the join command ends with the key; this phase alone hands it out, on a line of its own. */
function tellKey({ config, settings, note, result }: InitContext): void {
  if (settings.skipCertificateKeyPrint) return;
  const { certificateKey } = config;
  if (settings.fullRun) note(`Using certificate key: ${certificateKey}`);
  else result(`Using certificate key:\n${certificateKey}`, { certificateKey });
}
