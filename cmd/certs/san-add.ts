import { CLUSTER_CONFIG, requiredConfig } from '../../pkg/cluster/read-config-map.ts';
import { API_SERVER_MANIFEST, manifestEndpoint } from '../../pkg/cluster/read-api-endpoint.ts';
import { clusterDocument } from '../../pkg/cluster/stored-documents.ts';
import { criSocket } from '../../pkg/config/defaults/cri-socket.ts';
import { DEFAULT_CERTIFICATE_VALIDITY } from '../../pkg/config/kinds/cluster-configuration.ts';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
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
/** As `timeouts.controlPlaneComponentHealthCheck` is unless configured. */
const HEALTHY_AGAIN_MS = 4 * 60_000;

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
    const tell = tellers(reporter, data);
    const settings = await settingsFor(host, { machine, reporter, configFile });
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
  const server = kubeconfig === ADMIN_CONF && endpoint !== undefined ? localEndpoint({ localAPIEndpoint: endpoint }) : undefined;
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
  { machine, reporter, configFile }: Pick<HostParts, 'machine' | 'reporter' | 'configFile'>,
): Promise<Settings> {
  if (configFile === undefined) return { ...(await storedSettings(host)), ...(await runtimeOf(machine.view)) };
  const load = (view: HostView) => loadInitConfig(view, { config: configFile }, { checkBindAddress: false });
  const { config } = await loadFrom(machine, configFile, reporter, load);
  const { cluster, nodeRegistration, timeouts } = config;
  return { cluster, criSocket: nodeRegistration.criSocket, timeoutMs: timeouts.controlPlaneComponentHealthCheck };
}

async function storedSettings(host: Host): Promise<Pick<Settings, 'cluster'>> {
  try {
    const document = clusterDocument(await requiredConfig(host, CLUSTER_CONFIG));
    const { certificatesDir, certificateValidityPeriod = DEFAULT_CERTIFICATE_VALIDITY } = document;
    return { cluster: { certificatesDir, certificateValidityPeriod } };
  } catch (cause) {
    throw new KubeadmError('cluster-config-unknown', 'the configuration of the cluster is not known', {
      cause,
      // the hint of what went wrong with the API server does not know of the way without it
      hint: undefined,
    });
  }
}

/** With --config the file says it. */
async function runtimeOf(view: HostView): Promise<Pick<Settings, 'criSocket' | 'timeoutMs'>> {
  const found = await criSocket(view, '', true);
  return { criSocket: found.value ?? '', timeoutMs: DEFAULT_HEALTH_CHECK };
}

function tellers({ emit, result }: Reporter, data: Record<string, unknown>): Pick<SanContext, 'note' | 'warn' | 'result'> {
  return {
    note: (message) => emit({ type: 'note', phase: PHASE, message }),
    warn: (message) => emit({ type: 'warning', phase: PHASE, message }),
    result: (text, more) => {
      Object.assign(data, more);
      result(text);
    },
  };
}
