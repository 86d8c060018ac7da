import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { deepFreeze } from './deep-freeze.ts';
import { discoveryDefaults } from './defaults/discovery.ts';
import { InvalidConfigError } from './issue.ts';
import { joinConfiguration, type GivenJoinDocument, type JoinDocument } from './kinds/join-configuration.ts';
import type { GivenDocument } from './load/given-config.ts';
import { givenByJoinFlags } from './load/join-flags.ts';
import type { Loaded } from './load/loaded.ts';
import { endpointOfMachine, registrationOfMachine } from './load/machine-defaults.ts';
import { refuseMixedFlags, setFlagNames } from './load/mixed-flags.ts';
import { withNodeOverrides } from './load/node-overrides.ts';
import { Problems } from './load/problems.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { readSingleDocument } from './load/read-documents.ts';
import { resolvedJoin } from './load/resolved-join.ts';
import { isUnread } from './load/unread-fields.ts';
import { complete } from './schema/complete.ts';
import type { JoinConfig, JoinFlags } from './types.ts';
import { validateJoin } from './validate/validate-join.ts';

const KIND = 'JoinConfiguration';
/** Written by phase control-plane-prepare: from then on, this machine finds the cluster without a token. */
const ADMIN_CONF = '/etc/kubernetes/admin.conf';

/** What the caller knows beyond the flags themselves. */
export interface LoadJoinOptions {
  /** Look for live CRI sockets; without it containerd's is assumed. True unless given. */
  readonly detectCriSocket?: boolean;
  /** Whether the command has a flag `--discovery-file`; one that has none finds the cluster with admin.conf. True unless given. */
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
  const needsAdminConf = options.takesDiscoveryFile === false;
  const hasAdminConf = (await view.stat(ADMIN_CONF)) !== undefined;
  if (needsAdminConf && !hasAdminConf) throw adminConfMissing();
  const given = await givenJoin(view, flags, options);
  const problems = new Problems(given);
  const join = await resolve(view, given, flags, { options, problems });
  const adminConfServes = needsAdminConf || (flags.controlPlane === true && hasAdminConf);
  if (adminConfServes && !needsAdminConf) problems.notes.push(adminConfNote());
  const config = withOverrides(resolvedJoin(join), flags, adminConfServes);
  return { config: deepFreeze(config), warnings: problems.warnings, notes: problems.notes };
}

async function givenJoin(
  view: HostView,
  flags: JoinFlags,
  { setFlags = [], strict = false, takesDiscoveryFile = true }: LoadJoinOptions,
): Promise<GivenDocument<GivenJoinDocument | undefined>> {
  const { config: path = '', endpoint, ...rest } = flags;
  if (path === '') return givenByJoinFlags(flags, takesDiscoveryFile ? undefined : ADMIN_CONF);
  refuseMixedFlags([...setFlagNames(rest), ...setFlags]);
  const given = readSingleDocument(await readConfigFile(view, path), KIND, joinConfiguration, strict);
  if (endpoint === undefined) return given;
  const ignored = `the argument ${endpoint} has no effect: with --config, the file says which cluster to join`;
  return { ...given, warnings: [...given.warnings, ignored] };
}

interface Resolving {
  readonly options: LoadJoinOptions;
  readonly problems: Problems;
}

/** @throws InvalidConfigError */
async function resolve(
  view: HostView,
  given: GivenDocument<GivenJoinDocument | undefined>,
  flags: JoinFlags,
  { options, problems }: Resolving,
): Promise<JoinDocument> {
  const defaulted = complete(joinConfiguration, given.document);
  const join = { ...defaulted, discovery: discoveryDefaults(defaulted.discovery) };
  // Of a file that cannot be read, the machine need not be asked.
  const resolved = problems.issues.length > 0 ? join : await ofMachine(view, join, { options, problems });
  if (given.document !== undefined) {
    await validateJoin(resolved, {
      view,
      by: flags.config ? 'file' : 'flags',
      checkEndpoint: options.checkAddresses ?? true,
      report: (path, message, hint) => {
        if (!isUnread(path, given.errors)) problems.add(KIND, path, message, hint);
      },
    });
  }
  if (problems.issues.length > 0) throw new InvalidConfigError(problems.sorted(), problems.warnings);
  return resolved;
}

/** Only a control plane has an API server, and so an address to find. */
async function ofMachine(view: HostView, join: JoinDocument, { options, problems }: Resolving): Promise<JoinDocument> {
  const node = { kind: KIND, path: 'nodeRegistration', detect: options.detectCriSocket ?? true } as const;
  const nodeRegistration = await registrationOfMachine(view, join.nodeRegistration, node, problems);
  if (join.controlPlane === undefined) return { ...join, nodeRegistration };
  const api = { kind: KIND, path: 'controlPlane.localAPIEndpoint', check: options.checkAddresses ?? true } as const;
  const localAPIEndpoint = await endpointOfMachine(view, join.controlPlane.localAPIEndpoint, api, problems);
  return { ...join, nodeRegistration, controlPlane: { ...join.controlPlane, localAPIEndpoint } };
}

function withOverrides(config: JoinConfig, flags: JoinFlags, adminConfServes: boolean): JoinConfig {
  return {
    ...config,
    ...(adminConfServes ? { discovery: { file: { kubeConfigPath: ADMIN_CONF }, tlsBootstrapToken: '' } } : {}),
    dryRun: flags.dryRun ?? config.dryRun,
    nodeRegistration: withNodeOverrides(config.nodeRegistration, flags),
  };
}

function adminConfNote(): string {
  return `${ADMIN_CONF} is there from an earlier run: the cluster is found with it, and the token is not used`;
}

function adminConfMissing(): KubeadmError {
  return new KubeadmError(
    'admin-kubeconfig-missing',
    `${ADMIN_CONF} is missing, and this phase finds the cluster with it`,
    {
      hint: 'run the phases before it first: "kubeadm-ts join phase control-plane-prepare kubeconfig <host:port> --control-plane --token <token> --discovery-token-ca-cert-hash sha256:<hash>" writes the file',
    },
  );
}
