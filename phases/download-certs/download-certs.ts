import { ensureFile } from '../../pkg/host/ensure-file.ts';
import { certificateCopies, parseCertificateKey, type CertificateCopy } from '../../pkg/kube/certificate-copies.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { bootstrapIdentity } from '../bootstrap-identity.ts';
import { DISCOVERY_FLAGS } from '../discovery-flags.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';
import { openCopies, type OpenedCopy } from './open-copies.ts';
import { readUpload, uploadGone } from './uploaded-secret.ts';

/** Fetches the files that control planes share, and opens them with the certificate key. */
export const downloadCertsPhase: Step<JoinContext> = {
  name: 'download-certs',
  summary: 'Fetch the certificates that control planes share from the cluster, and decrypt them',
  details:
    'Reads the Secret kubeadm-certs in kube-system with the credentials of the joining machine and writes what is in it ' +
    'to the folder of the certificates: private keys with mode 0600, everything else with 0644. Nothing is written ' +
    'before all of it is decrypted. Without a certificate key the files have to be copied by hand.',
  flags: [...DISCOVERY_FLAGS, 'certificate-key', 'control-plane'],
  skipReason: workerSkips,
  async run(context) {
    const { config, host, note, warn } = context;
    const certificateKey = config.controlPlane?.certificateKey ?? '';
    if (certificateKey === '') {
      note('nothing is downloaded without --certificate-key: the files that control planes share must be here already');
      return;
    }
    const key = parseCertificateKey(certificateKey);
    const { discovered, config: joined } = await context.cluster();
    const copies = certificateCopies(joined.cluster);
    const upload = await readUpload(host.clusterOf(discovered.kubeconfig), bootstrapIdentity(config));
    if (upload === undefined) {
      if (!(await allHere(context, copies))) throw uploadGone();
      warn('the uploaded certificates are gone, but all of the files are on this machine already: they are kept');
      return;
    }
    await writeCopies(context, openCopies(upload, copies, key));
  },
};

async function allHere({ host }: JoinContext, copies: readonly CertificateCopy[]): Promise<boolean> {
  const files = await Promise.all(copies.map(({ path }) => (path === '' ? undefined : host.stat(path))));
  return copies.every(({ path }, index) => path === '' || files[index]?.kind === 'file');
}

async function writeCopies({ host, note }: JoinContext, opened: readonly OpenedCopy[]): Promise<void> {
  const written: string[] = [];
  for (const { path, mode, content } of opened) {
    const secret = mode === 0o600;
    const outcome = await ensureFile(host, { kind: 'write-file', path, content, mode, secret, parentMode: 0o755 });
    if (outcome === 'written') written.push(path);
  }
  note(
    written.length === 0
      ? `kept ${opened.length} shared files: they are those of the cluster already`
      : `downloaded ${written.join(', ')}`,
  );
}
