import { kubeadmCertsSecret } from '../../manifests/cluster/secrets.ts';
import { kubeadmCertsRbac } from '../../manifests/rbac/cluster-rbac.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host } from '../../pkg/host/host.ts';
import { encryptCopy, parseCertificateKey } from '../../pkg/kube/certificate-copies.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { isUploaded } from './current-upload.ts';
import { createOwner } from './owner-token.ts';
import { readSharedFiles, type SharedFile } from './shared-files.ts';

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
    const key = certificateKey(config.certificateKey);
    const files = await readSharedFiles(host, config.cluster, warn);
    const uploaded = await isUploaded(host, files, key);
    const secrets = uploaded ? [] : [await sealedFiles(host, files, key)];
    const outcomes = await ensureObjects(host, [...secrets, ...kubeadmCertsRbac()]);
    if (allKept(outcomes)) note('kept Secret kubeadm-certs: it already holds these files under this key');
    tellKey(context);
  },
};

function certificateKey(text: string): Buffer {
  if (text !== '') return parseCertificateKey(text);
  throw new KubeadmError('certificate-key-missing', 'there is no certificate key to encrypt the certificates with', {
    hint: 'give one with --certificate-key; make one with: openssl rand -hex 32',
  });
}

/** A file that the cluster does without has an empty value, because who joins expects every name. */
async function sealedFiles(host: Host, files: readonly SharedFile[], key: Uint8Array): Promise<Manifest> {
  const sealed = files.map(({ name, bytes }) => [name, bytes.length === 0 ? bytes : encryptCopy(bytes, key)] as const);
  return kubeadmCertsSecret(Object.fromEntries(sealed), await createOwner(host));
}

/** In a whole `init` the join command ends with the key; this phase alone hands it out, on a line of its own. */
function tellKey({ config, settings, note, result }: InitContext): void {
  if (settings.skipCertificateKeyPrint) return;
  const { certificateKey } = config;
  if (settings.fullRun) note(`Using certificate key: ${certificateKey}`);
  else result(`Using certificate key:\n${certificateKey}`, { certificateKey });
}
