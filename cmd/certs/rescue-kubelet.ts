import { validTo } from '../../pkg/pki/certificate-period.ts';
import { parseCertificates } from '../../pkg/pki/certificate-pem.ts';
import type { Host } from '../../pkg/host/host.ts';
import { renewKubeletClient } from '../../pkg/kubelet/renew-kubelet-client.ts';
import type { Renewing } from '../../pkg/pki/renew-certificates.ts';
import { expiryDate } from './expiration-table.ts';

interface KubeletRescue extends Renewing {
  note(message: string): void;
  result(text: string): void;
}

/** What the kubelet signs for itself at its first start, and never again. */
const SELF_SIGNED = { cert: '/var/lib/kubelet/pki/kubelet.crt', key: '/var/lib/kubelet/pki/kubelet.key' } as const;

/**
 * New certificates for the kubelet, which cannot ask for them without an API server: the client certificate is signed
 * here; a serving certificate that it signed itself and that has ended is removed, so that it makes another.
 *
 * @throws KubeadmError what `renewKubeletClient` throws
 */
export async function rescueKubelet(rescue: KubeletRescue): Promise<'renewed' | 'kept'> {
  const { host, result } = rescue;
  const outcome = await renewKubeletClient(rescue);
  const removed = await removeEndedServer(host);
  if (removed)
    result("kubelet-server removed: the kubelet's serving certificate had ended, and it makes another when it starts");
  if (outcome === 'missing') result('MISSING! kubelet.conf: nothing to renew for the kubelet');
  else if (outcome === 'external')
    result('kubelet-client cannot be renewed here: the key of its authority "ca" is kept elsewhere');
  else result(`kubelet-client renewed, valid until ${expiryDate(outcome)}`);
  return removed || outcome instanceof Date ? 'renewed' : 'kept';
}

async function removeEndedServer(host: Host): Promise<boolean> {
  const pem = await host.readFile(SELF_SIGNED.cert);
  if (pem === undefined || validTo(parseCertificates(pem, SELF_SIGNED.cert)[0]) > host.now()) return false;
  for (const path of [SELF_SIGNED.cert, SELF_SIGNED.key])
    await host.change({ kind: 'remove-file', path, why: 'the certificate has ended: the kubelet makes another' });
  return true;
}

/** Without a service manager the kubelet is restarted by whoever started it. */
export async function restartKubelet({
  host,
  note,
}: {
  readonly host: Host;
  note(message: string): void;
}): Promise<void> {
  note('restarting the kubelet');
  await host.change({
    kind: 'run-service',
    action: 'restart',
    service: 'kubelet',
    why: 'it reads its certificate when it starts',
  });
}
