import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { deepFreeze } from './deep-freeze.ts';
import { joinConfiguration, type GivenJoinDocument } from './kinds/join-configuration.ts';
import { parseConfigDocuments } from './load/config-document.ts';
import { readBy } from './load/document-policy.ts';
import type { GivenDocument } from './load/given-config.ts';
import { givenByJoinFlags } from './load/join-flags.ts';
import type { Loaded } from './load/loaded.ts';
import { refuseMixedFlags, setFlagNames } from './load/mixed-flags.ts';
import { withNodeOverrides } from './load/node-overrides.ts';
import { Problems } from './load/problems.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { readSingleDocument } from './load/read-documents.ts';
import { resolveJoin } from './load/resolve-join.ts';
import { resolvedJoin } from './load/resolved-join.ts';
import type { JoinConfig, JoinFlags } from './types.ts';

/** Written by phase control-plane-prepare: from then on, this machine finds the cluster without a token. */
const ADMIN_CONF = '/etc/kubernetes/admin.conf';
/** What phases before it left on a worker: with the first as long as the kubelet has no certificate, then with the second. */
const KUBELET_CONFS = ['/etc/kubernetes/bootstrap-kubelet.conf', '/etc/kubernetes/kubelet.conf'];

/** What the caller knows beyond the flags themselves. */
export interface LoadJoinOptions {
  /** Look for live CRI sockets; without it containerd's is assumed. True unless given. */
  readonly detectCriSocket?: boolean;
  /** Whether the command has a flag `--discovery-file`; one that has none finds the cluster with what earlier phases wrote. True unless given. */
  readonly takesDiscoveryFile?: boolean;
  /** Unknown fields and repeated keys are errors instead of warnings. False unless given. */
  readonly strict?: boolean;
  /** Refuse an advertise address that nobody can bind to, and an endpoint that nobody can reach. True unless given. */
  readonly checkAddresses?: boolean;
  /** Kebab-case names of every flag set on the command line, where the caller knows more than `flags` holds (`vmodule`...). */
  readonly setFlags?: readonly string[];
}

/**
 * Everything between the command line and the phases of `join`: reads the file or the flags, fills in what was left
 * out, checks all of it. The cluster is not asked yet.
 *
 * @throws KubeadmError `invalid-configuration` listing every error at once, each with its place;
 *   `admin-kubeconfig-missing` when the command needs that file
 */
export async function loadJoinConfig(
  view: HostView,
  flags: JoinFlags,
  options: LoadJoinOptions = {},
): Promise<Loaded<JoinConfig>> {
  const needed = options.takesDiscoveryFile === false ? await kubeconfigOfEarlierPhases(view, flags) : undefined;
  const given = await givenJoin(view, flags, options, needed);
  const problems = new Problems(given);
  const settings = {
    by: flags.config ? 'file' : 'flags',
    detectCriSocket: options.detectCriSocket ?? true,
    checkAddresses: options.checkAddresses ?? true,
  } as const;
  const join = await resolveJoin(view, given, settings, problems);
  problems.refuse();
  const adminConfServes = needed === undefined && flags.controlPlane === true && (await exists(view, ADMIN_CONF));
  if (adminConfServes) problems.notes.push(adminConfNote());
  const config = withOverrides(resolvedJoin(join), flags, adminConfServes ? ADMIN_CONF : needed);
  return { config: deepFreeze(config), warnings: problems.warnings, notes: problems.notes };
}

async function givenJoin(
  view: HostView,
  flags: JoinFlags,
  { setFlags = [], strict = false }: LoadJoinOptions,
  kubeconfig: string | undefined,
): Promise<GivenDocument<GivenJoinDocument | undefined>> {
  const { config: path = '', endpoint, ...rest } = flags;
  if (path === '') return givenByJoinFlags(flags, kubeconfig);
  refuseMixedFlags([...setFlagNames(rest), ...setFlags]);
  const file = parseConfigDocuments(await readConfigFile(view, path));
  const given = readSingleDocument(file, 'JoinConfiguration', joinConfiguration, readBy(strict));
  if (endpoint === undefined) return given;
  const ignored = `the argument ${endpoint} has no effect: with --config, the file says which cluster to join`;
  return { ...given, warnings: [...given.warnings, ignored] };
}

function withOverrides(config: JoinConfig, flags: JoinFlags, kubeConfigPath: string | undefined): JoinConfig {
  return {
    ...config,
    ...(kubeConfigPath === undefined ? {} : { discovery: { file: { kubeConfigPath }, tlsBootstrapToken: '' } }),
    dryRun: flags.dryRun ?? config.dryRun,
    nodeRegistration: withNodeOverrides(config.nodeRegistration, flags),
  };
}

function adminConfNote(): string {
  return `${ADMIN_CONF} is there already: the cluster is found with it, and the token is not used`;
}

async function exists(view: Pick<HostView, 'stat'>, path: string): Promise<boolean> {
  return (await view.stat(path)) !== undefined;
}

/**
 * The kubeconfig with which a phase that takes no flags for discovery finds the cluster. The reference knows
 * admin.conf only: there a worker cannot run such a phase.
 */
async function kubeconfigOfEarlierPhases(
  view: Pick<HostView, 'stat'>,
  { controlPlane = false }: JoinFlags,
): Promise<string> {
  for (const path of [ADMIN_CONF, ...(controlPlane ? [] : KUBELET_CONFS)]) if (await exists(view, path)) return path;
  const token = '--token <token> --discovery-token-ca-cert-hash sha256:<hash>';
  const message = `${ADMIN_CONF} is missing, and this phase finds the cluster with it`;
  const onWorkers = `; on a worker, "kubeadm-ts join phase kubelet-start <host:port> ${token}" writes ${KUBELET_CONFS[0] ?? ''}, which serves as well`;
  throw new KubeadmError('admin-kubeconfig-missing', message, {
    hint: `run the phases before it first: "kubeadm-ts join phase control-plane-prepare kubeconfig <host:port> --control-plane ${token}" writes the file${controlPlane ? '' : onWorkers}`,
  });
}
