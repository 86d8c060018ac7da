import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Emit } from '../../pkg/events/event.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { withTimeLimit } from '../../pkg/host/time-limit.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { filesOf, progressTo, type LightMachine } from '../machine/light-machine.ts';
import { objectPrinter } from '../printers/object-printer.ts';
import { painter } from '../reporters/paint.ts';
import { findCluster } from './certs-session.ts';
import { clusterReader } from './cluster-reader.ts';
import { localServer } from './local-server.ts';
import { countOf, wrongOnes } from './verification-count.ts';
import { verificationInfo } from './verification-info.ts';
import { verificationText } from './verification-text.ts';
import { verification, type Verification } from './verification.ts';

/** Who verifies certificates often has no API server any more: it is asked, and not waited for. Milliseconds. */
const PATIENCE_MS = 3_000;
const SHOWN = 6;

type Print = (found: Verification) => void;

/**
 * `certs verify`: what is wrong with the certificates, keys and kubeconfig files of this machine. Changes nothing.
 *
 * @throws KubeadmError `invalid-flag` before anything is read; `certificates-wrong` once everything is shown
 */
export async function verify(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const rootfs = String(flags['rootfs'] ?? '').replace(/\/+$/, '');
  const view: LightMachine = io.machine?.(rootfs).view ?? filesOf(io, rootfs);
  const print = await printerFor(invocation, view);
  const emit = progressTo(io, verbosityOf(flags));
  const files = async () => (await import('../config/file-machine.ts')).fileMachine(invocation);
  const server = await localServer(view);
  const reader = (kubeconfig: string) => hastyReader(invocation, view, { kubeconfig, emit, server });
  const found = await verification(view, await findCluster({ flags, view, files, emit, reader }));
  print(found);
  refuseWrong(found);
}

async function printerFor({ io, flags }: Invocation, view: LightMachine): Promise<Print> {
  const format = String(flags['output'] ?? 'text');
  if (format === 'text') {
    const terminal = io.stdoutIsTTY === true;
    const paint = painter(terminal && io.env['NO_COLOR'] === undefined);
    return (found) => io.stdout(verificationText(found, { columns: terminal ? io.columns : undefined, paint }));
  }
  const allowMissing = flags['allow-missing-template-keys'] !== false;
  const options = { allowMissing, more: ['text'], field: 'items', readFile: view.readFile };
  const printObject = await objectPrinter(format, options);
  return (found) => io.stdout(printObject(verificationInfo(found), 0));
}

interface Asked {
  readonly kubeconfig: string;
  readonly emit: Emit;
  /** The API server of this machine: admin.conf names a load balancer, perhaps. */
  readonly server: string | undefined;
}

function hastyReader(
  invocation: Invocation,
  view: LightMachine,
  { kubeconfig, emit, server }: Asked,
): Pick<HostView, 'getObject'> {
  const own = kubeconfig === ADMIN_KUBECONFIG ? server : undefined;
  const reader = clusterReader(invocation, view, { kubeconfig, emit, server: own });
  const who = `the API server${own === undefined ? '' : ` at ${own}`}`;
  return { getObject: (ref) => withTimeLimit(who, PATIENCE_MS, () => reader.getObject(ref)) };
}

function refuseWrong(found: Verification): void {
  const { looked, errors, warnings, unknown } = countOf(found);
  if (errors === 0) return;
  const names = wrongOnes(found).map(({ name }) => name);
  const rest = names.length - SHOWN;
  const list = rest > 1 ? `${names.slice(0, SHOWN).join(', ')} and ${rest} more` : names.join(', ');
  const more = [
    ...(unknown === 0 ? [] : [`${unknown} cannot be judged yet`]),
    ...(warnings === 0 ? [] : [`${warnings} with warnings`]),
  ].map((each) => `; ${each}`);
  const message = `${errors} of ${looked} ${errors === 1 ? 'is' : 'are'} not right: ${list}${more.join('')}`;
  const first = errors === 1 ? '' : `begin with the first, ${names[0] ?? ''}: others may be right then; `;
  throw new KubeadmError('certificates-wrong', message, {
    hint: `${first}what to do is said with each; run the same command again to see that it helped`,
  });
}
