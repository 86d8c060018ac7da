import { CLUSTER_CONFIG, requiredConfig } from '../../pkg/cluster/read-config-map.ts';
import { manifestEndpoint } from '../../pkg/cluster/read-api-endpoint.ts';
import { clusterDocument } from '../../pkg/cluster/stored-documents.ts';
import { criSocket, KNOWN_CRI_SOCKETS } from '../../pkg/config/defaults/cri-socket.ts';
import { DEFAULT_CERTIFICATE_VALIDITY } from '../../pkg/config/kinds/cluster-configuration.ts';
import { DEFAULT_HEALTH_CHECK } from '../../pkg/config/kinds/timeouts.ts';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import { describeError, hintOf, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import { namedCriSocket } from '../../pkg/kubelet/named-cri-socket.ts';
import { localEndpoint } from '../../pkg/net/endpoint.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import { givenNames } from '../../pkg/pki/given-names.ts';
import { addNames } from '../../phases/certs/san/add-names.ts';
import type { SanContext } from '../../phases/certs/san/san-context.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { loadFrom } from '../machine/load-from.ts';
import type { Machine } from '../machine/machine.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import type { Reporter } from '../reporters/reporter.ts';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';
const PHASE = 'san';
/** Milliseconds that the API server is tried for, with and without a file that does in its place. */
const PATIENCE_MS = 15_000;
const PATIENCE_WITH_FILE_MS = 2_000;
const WITHOUT_API_SERVER =
  'while no API server answers, give the configuration file that the cluster was made with: --config <file>';

/** `certs san add`: further names in the API server's certificate. */
export async function addSans({ io, flags, args, path }: Invocation): Promise<void> {
  const names = givenNames(args);
  const reporter = reporterFor(io, flags, verbosityOf(flags));
  const rootfs = String(flags['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
  const configFile = flags['config'] === undefined ? undefined : String(flags['config']);
  const kubeconfig = String(flags['kubeconfig'] ?? ADMIN_CONF);
  const planned = flags['dry-run'] === true;
  const data: Record<string, unknown> = {};
  try {
    const host = await hostFor({ machine, reporter, kubeconfig, planned, configFile });
    const fixed = { names, configFile, endpoint: await manifestEndpoint(machine.view) };
    const tell = tellers(reporter, data, planned);
    const settings = await settingsFor(host, { machine, reporter, configFile, kubeconfig });
    await addNames({ ...fixed, ...settings, host, startedAt: machine.startedAt, ...tell });
    reporter.end({ command: path.join(' '), dryRun: planned, ...data });
  } finally {
    reporter.end();
    machine.close();
  }
}

interface HostParts {
  readonly machine: Machine;
  readonly reporter: Reporter;
  readonly kubeconfig: string;
  readonly planned: boolean;
  readonly configFile: string | undefined;
}

/** A dry run is another host; nothing else knows of it. */
async function hostFor({ machine, reporter, kubeconfig, planned, configFile }: HostParts): Promise<Host> {
  const endpoint = await manifestEndpoint(machine.view);
  // a name that the certificate lacks may be the very name of the server in admin.conf
  const server =
    kubeconfig === ADMIN_CONF && endpoint !== undefined ? localEndpoint({ localAPIEndpoint: endpoint }) : undefined;
  const real = machine.host({
    emit: reporter.emit,
    kubeconfig,
    server,
    apiCallTimeoutMs: configFile === undefined ? PATIENCE_MS : PATIENCE_WITH_FILE_MS,
    unreachableIsAbsent: false,
  });
  if (planned) {
    const message = 'nothing is changed: what follows is what a run would do';
    reporter.emit({ type: 'note', phase: 'dry-run', message });
    reporter.showChanges();
  }
  return announced(planned ? dryRun(real) : real, reporter.emit);
}

type Settings = Pick<SanContext, 'cluster' | 'criSocket' | 'timeoutMs'>;

async function settingsFor(
  host: Host,
  { machine, reporter, configFile, kubeconfig }: Omit<HostParts, 'planned'>,
): Promise<Settings> {
  if (configFile === undefined) {
    await requireKubeconfig(machine.view, kubeconfig);
    return { ...(await storedSettings(host)), ...(await runtimeOf(machine.view)) };
  }
  const load = (view: HostView) => loadInitConfig(view, { config: configFile }, { checkBindAddress: false });
  const { config } = await loadFrom(machine, configFile, reporter, load);
  const { cluster, nodeRegistration, timeouts } = config;
  return { cluster, criSocket: nodeRegistration.criSocket, timeoutMs: timeouts.controlPlaneComponentHealthCheck };
}

async function requireKubeconfig(view: HostView, path: string): Promise<void> {
  if ((await view.stat(path)) !== undefined) return;
  throw new KubeadmError('kubeconfig-missing', `there is no ${path} to ask the cluster for its configuration with`, {
    hint: `run this on a control plane; ${WITHOUT_API_SERVER}`,
  });
}

async function storedSettings(host: Host): Promise<Pick<Settings, 'cluster'>> {
  try {
    const document = clusterDocument(await requiredConfig(host, CLUSTER_CONFIG));
    const { certificatesDir, certificateValidityPeriod = DEFAULT_CERTIFICATE_VALIDITY } = document;
    return { cluster: { certificatesDir, certificateValidityPeriod } };
  } catch (cause) {
    // the innermost hint would win, and what is wrong with the API server does not know of the way without it
    const hint = [hintOf(cause), WITHOUT_API_SERVER].filter((each) => each !== undefined).join('; or, ');
    throw new KubeadmError(
      'cluster-config-unknown',
      `the cluster's configuration is not known: ${describeError(cause)}`,
      {
        hint,
      },
    );
  }
}

/** Of the runtime, the kubelet's own files tell; with --config the file does. */
async function runtimeOf(view: HostView): Promise<Pick<Settings, 'criSocket' | 'timeoutMs'>> {
  const found = await criSocket(view, (await namedCriSocket(view)) ?? '', true);
  // it matters only if the API server has to be started anew
  const socket = found.wrong === undefined ? found.value : KNOWN_CRI_SOCKETS[0];
  return { criSocket: socket, timeoutMs: DEFAULT_HEALTH_CHECK };
}

function tellers(
  { emit, result }: Reporter,
  data: Record<string, unknown>,
  planned: boolean,
): Pick<SanContext, 'note' | 'warn' | 'result'> {
  return {
    note: (message) => emit({ type: 'note', phase: PHASE, message }),
    warn: (message) => emit({ type: 'warning', phase: PHASE, message }),
    result: (text, more) => {
      Object.assign(data, more);
      result(planned ? `[dry-run] a real run would end with:\n${text.replace(/^/gm, '\t')}` : text);
    },
  };
}
