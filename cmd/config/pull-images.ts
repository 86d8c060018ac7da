import { pullEach, type PullFailure } from '../../phases/image-pulls.ts';
import { criSocket } from '../../pkg/config/defaults/cri-socket.ts';
import { controlPlaneImages } from '../../pkg/config/images.ts';
import { InvalidConfigError } from '../../pkg/config/issue.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { describeError, hintOf, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { announced } from '../../pkg/host/announced.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import type { Machine } from '../machine/machine.ts';
import { realMachine } from '../machine/real-machine.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { imagesConfig } from './images-config.ts';

/** What progress is told under, and the mark of the lines on stdout: scripts look for it. */
const PHASE = 'config/images';

/**
 * `config images pull`: every image of a control plane, into the container runtime of this machine.
 *
 * @throws KubeadmError `image-pull-failed` naming all that could not be pulled; the runtime's own where it does not answer
 */
export async function pullImages(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const reporter = textReporter(io, verbosityOf(flags));
  const rootfs = String(flags['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
  try {
    await pullInto(machine, reporter, invocation);
  } finally {
    reporter.end();
    machine.close();
  }
}

async function pullInto(machine: Machine, reporter: Reporter, { io, flags }: Invocation): Promise<void> {
  const { emit } = reporter;
  const given = String(flags['cri-socket'] ?? '');
  const config = await imagesConfig({ flags, machine, reporter, detectCriSocket: given === '' });
  const socket = given === '' ? config.nodeRegistration.criSocket : await namedSocket(machine, given, reporter);
  const host = announced(machine.host({ emit, ...NO_CLUSTER }), emit);
  // one clear reason instead of one for each image
  await host.runtime(socket).version();
  const images = controlPlaneImages(config.cluster);
  const summary = `pulling ${images.length} images through ${socket}`;
  emit({ type: 'note', phase: PHASE, message: summary });
  // a live line on a terminal
  emit({ type: 'phase-started', phase: PHASE, summary });
  const failures = await pullEach(host, {
    images,
    criSocket: socket,
    serial: config.nodeRegistration.imagePullSerial,
    pulled: (image) => reporter.result(`[${PHASE}] Pulled ${image}`),
    signal: io.signal,
  });
  if (failures.length > 0) throw failure(failures, config);
}

/** No cluster is asked. */
const NO_CLUSTER = { kubeconfig: '', server: undefined, apiCallTimeoutMs: 0, unreachableIsAbsent: false } as const;

/** Of `--cri-socket`: it counts beside a file too, because nothing else can say it on a machine with two runtimes. */
async function namedSocket({ view }: Machine, given: string, { emit }: Reporter): Promise<string> {
  const found = await criSocket(view, given, false);
  found.warnings?.forEach((message) => emit({ type: 'warning', message }));
  if (found.wrong === undefined) return found.value;
  throw new InvalidConfigError([{ path: '', flag: 'cri-socket', message: found.wrong, hint: found.hint }]);
}

function failure(failures: readonly PullFailure[], { cluster }: InitConfig): KubeadmError {
  const [first] = failures;
  const hint = hintOf(first?.error) ?? `check that ${cluster.imageRepository} can be reached and has the images`;
  const lines = failures.map(({ image, error }) => {
    const why = describeError(error);
    return why.includes(image) ? why : `${image}: ${why}`;
  });
  if (lines.length === 1) return new KubeadmError('image-pull-failed', lines.join(''), { hint });
  const message = [`${lines.length} images could not be pulled:`, ...lines.map((line) => `  - ${line}`)].join('\n');
  return new KubeadmError('image-pull-failed', message, { hint });
}
