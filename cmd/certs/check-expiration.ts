import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { readKubeletExpiries } from '../../pkg/kubelet/kubelet-expiries.ts';
import { readExpiries, type CertificateExpiry } from '../../pkg/pki/expiry.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { filesOf, progressTo, type LightMachine } from '../machine/light-machine.ts';
import { certsCluster, KUBECONFIG_DIR } from './certs-session.ts';
import { clusterReader } from './cluster-reader.ts';
import { expirationPrinter } from './expiration-printer.ts';
import { allOf, type Inspection } from './inspection.ts';
import { residualTime } from './residual-time.ts';
import { timeSpan } from './warn-window.ts';

/**
 * `certs check-expiration`: when the certificates of this machine end. Missing ones are shown and are no failure.
 *
 * @throws KubeadmError `invalid-flag` before anything is read; `certificates-invalid` once everything is shown;
 * `certificates-expiring` for `--warn-within`
 */
export async function checkExpiration(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const rootfs = String(flags['rootfs'] ?? '').replace(/\/+$/, '');
  const machine: LightMachine = io.machine?.(rootfs).view ?? filesOf(io, rootfs);
  const within = flags['warn-within'];
  const warnWithin = within === undefined ? undefined : timeSpan(String(within), 'warn-within');
  const print = await expirationPrinter(invocation, { view: machine, warnWithin });
  const emit = progressTo(io, verbosityOf(flags));
  const reader = (kubeconfig: string) => clusterReader(invocation, machine, { kubeconfig, emit });
  const files = async () => (await import('../config/file-machine.ts')).fileMachine(invocation);
  const cluster = await certsCluster({ flags, view: machine, files, emit, reader });
  const expiries = await readExpiries(machine, { cluster }, KUBECONFIG_DIR);
  const kubelet = await readKubeletExpiries(machine);
  const inspection = { ...expiries, kubelet, now: machine.now() };
  await print(inspection);
  refuseInvalid(inspection);
  if (warnWithin !== undefined) refuseExpiring(inspection, warnWithin, String(within));
}

function refuseInvalid(inspection: Inspection): void {
  const invalid = allOf(inspection).flatMap(({ name, problem }) =>
    problem === undefined ? [] : [{ name, ...problem }],
  );
  if (invalid.length === 0) return;
  const reasons = [...new Set(invalid.map(({ message }) => message))];
  const list = reasons.map((message) => {
    const concerned = invalid.filter((each) => each.message === message);
    const hint = concerned[0]?.hint;
    const names = concerned.map(({ name }) => name).join(', ');
    return `\n  - ${names}: ${message}${hint === undefined ? '' : `\n    ${hint}`}`;
  });
  throw new KubeadmError('certificates-invalid', `certificates cannot be judged:${list.join('')}`);
}

function refuseExpiring(inspection: Inspection, window: number, given: string): void {
  const now = inspection.now.getTime();
  const ending = allOf(inspection)
    .filter(({ life }) => life !== undefined && life.until.getTime() - now < window)
    .sort((a, b) => endOf(a) - endOf(b));
  if (ending.length === 0) return;
  const list = ending.map((each) => `${each.name} (${endText(endOf(each) - now)})`).join(', ');
  const many = ending.length === 1 ? '1 certificate ends' : `${ending.length} certificates end`;
  throw new KubeadmError('certificates-expiring', `${many} within ${given}: ${list}`, {
    hint: hintFor(ending, inspection),
  });
}

const endOf = ({ life }: CertificateExpiry): number => life?.until.getTime() ?? Infinity;
const endText = (left: number): string => (left < 0 ? 'has ended' : `in ${residualTime(left)}`);

function hintFor(ending: readonly CertificateExpiry[], { certificates, authorities, kubelet }: Inspection): string {
  const some = (list: readonly CertificateExpiry[]): boolean => ending.some((each) => list.includes(each));
  const elsewhere = ending.some(({ externallyManaged }) => externallyManaged);
  return [
    ...(some(certificates) ? ['renew them with `kubeadm-ts certs renew all --restart`'] : []),
    ...(elsewhere ? ['have those signed anew whose authority is kept elsewhere'] : []),
    ...(some(kubelet) ? ['the kubelet renews its own while it runs: see `journalctl -u kubelet`'] : []),
    ...(some(authorities) ? ['an authority is replaced by hand, with the whole cluster in mind'] : []),
  ].join('; ');
}
