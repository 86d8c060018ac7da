import { ensureFile } from '../../pkg/host/ensure-file.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { DISCOVERY_FLAGS } from '../discovery-flags.ts';
import type { JoinContext } from '../join-context.ts';
import type { OpenedCopy } from '../open-copies.ts';
import { sharedCopies } from '../shared-copies.ts';
import { workerSkips } from '../worker-skips.ts';

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
    const { config, note, warn } = context;
    const certificateKey = config.controlPlane?.certificateKey ?? '';
    if (certificateKey === '') {
      note('nothing is downloaded without --certificate-key: the files that control planes share must be here already');
      return;
    }
    const opened = await sharedCopies(context, certificateKey);
    if (opened === undefined)
      warn('the uploaded certificates are gone, but all of the files are on this machine already: they are kept');
    else await writeCopies(context, opened);
  },
};

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
