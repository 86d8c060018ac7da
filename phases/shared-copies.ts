import type { HostView } from '../pkg/host/host.ts';
import { certificateCopies, parseCertificateKey, type CertificateCopy } from '../pkg/kube/certificate-copies.ts';
import { bootstrapIdentity } from './bootstrap-identity.ts';
import type { JoinContext } from './join-context.ts';
import { openCopies, type OpenedCopy } from './open-copies.ts';
import { readUpload, uploadGone } from './uploaded-secret.ts';

/**
 * The files that control planes share, as the cluster holds them for machines that join. Nothing is written.
 *
 * @param certificateKey - 64 hex digits
 * @returns `undefined` when the upload is gone, and all of the files are on this machine already
 * @throws KubeadmError `certificates-expired`, `certificate-key-wrong`, and what {@link readUpload} and
 *   {@link openCopies} throw
 */
export async function sharedCopies(
  { config, host, cluster }: Pick<JoinContext, 'config' | 'host' | 'cluster'>,
  certificateKey: string,
): Promise<readonly OpenedCopy[] | undefined> {
  const key = parseCertificateKey(certificateKey);
  const { discovered, config: joined } = await cluster();
  const copies = certificateCopies(joined.cluster);
  const upload = await readUpload(host.clusterOf(discovered.kubeconfig), bootstrapIdentity(config));
  if (upload !== undefined) return openCopies(upload, copies, key);
  if (await allHere(host, copies)) return undefined;
  throw uploadGone();
}

async function allHere(view: HostView, copies: readonly CertificateCopy[]): Promise<boolean> {
  const files = await Promise.all(copies.map(({ path }) => (path === '' ? undefined : view.stat(path))));
  return copies.every(({ path }, index) => path === '' || files[index]?.kind === 'file');
}
