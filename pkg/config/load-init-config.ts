import type { HostView } from '../host/host.ts';
import { CLIENT_VERSION } from '../version/client-version.ts';
import { deepFreeze } from './deep-freeze.ts';
import { componentConfigs } from './defaults/component-configs.ts';
import type { DynamicOptions } from './load/dynamic-defaults.ts';
import { parseFeatureGates } from './load/feature-gates-flag.ts';
import type { GivenInit } from './load/given-config.ts';
import { readInitDocuments } from './load/init-documents.ts';
import { givenByFlags } from './load/init-flags.ts';
import type { Loaded } from './load/loaded.ts';
import { refuseMixedFlags, setFlagNames } from './load/mixed-flags.ts';
import { withNodeOverrides } from './load/node-overrides.ts';
import { Problems } from './load/problems.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { resolveInit } from './load/resolve-init.ts';
import { resolvedConfig } from './load/resolved-config.ts';
import type { InitConfig, InitFlags } from './types.ts';

/** What the caller knows beyond the flags themselves. */
export interface LoadInitOptions {
  /** `v1.36.2`: what a version label falls back to when nobody answers. */
  readonly clientVersion?: string;
  /** Look for live CRI sockets; without it containerd's is assumed. True unless given. */
  readonly detectCriSocket?: boolean;
  /** Make a certificate key when none was given, because certificates will be uploaded. Follows `flags.uploadCerts` unless given. */
  readonly needsCertificateKey?: boolean;
  /** Unknown fields and repeated keys are errors instead of warnings. False unless given. */
  readonly strict?: boolean;
  /**
   * Judge what matters only where the node is set up: whether the API server can be bound to its address, by which port
   * clients come in, which preflight checks are ignored. True unless given.
   */
  readonly checkBindAddress?: boolean;
  /** Ask the release server about a version label. True unless given; of no use where the version does not matter. */
  readonly lookUpVersion?: boolean;
  /** Kebab-case names of every flag set on the command line, where the caller knows more than `flags` holds (`vmodule`...). */
  readonly setFlags?: readonly string[];
}

export type LoadedInitConfig = Loaded<InitConfig>;

/**
 * Everything between the command line and the phases: reads the file or the flags, fills in what was left out,
 * checks all of it, and returns what `init` runs with.
 *
 * @throws KubeadmError `invalid-configuration` listing every error at once, each with its place
 */
export async function loadInitConfig(
  view: HostView,
  flags: InitFlags,
  options: LoadInitOptions = {},
): Promise<LoadedInitConfig> {
  const gates = parseFeatureGates(flags.featureGates ?? '');
  const given = await givenConfig(view, flags, options, gates.gates);
  const problems = new Problems({ ...given, warnings: [...gates.warnings, ...given.warnings] });
  const resolved = await resolveInit(view, given, dynamicOptions(flags, options), problems);
  problems.refuse();
  const components = componentConfigs(given, resolved.cluster, resolved.init.localAPIEndpoint.advertiseAddress);
  const config = withOverrides(
    { ...resolvedConfig(resolved), kubelet: components.kubelet, kubeProxy: components.kubeProxy },
    flags,
    options,
  );
  return {
    config: deepFreeze(config),
    warnings: [...problems.warnings, ...components.warnings],
    notes: problems.notes,
  };
}

async function givenConfig(
  view: HostView,
  flags: InitFlags,
  options: LoadInitOptions,
  gates: Readonly<Record<string, boolean>>,
): Promise<GivenInit> {
  if (flags.config === undefined || flags.config === '') return givenByFlags(flags, gates);
  refuseMixedFlags([...setFlagNames(flags), ...(options.setFlags ?? [])]);
  return readInitDocuments(await readConfigFile(view, flags.config), options.strict ?? false);
}

function dynamicOptions(flags: InitFlags, options: LoadInitOptions): DynamicOptions {
  return {
    clientVersion: options.clientVersion ?? CLIENT_VERSION,
    detectCriSocket: options.detectCriSocket ?? true,
    needsCertificateKey: options.needsCertificateKey ?? flags.uploadCerts ?? false,
    checkBindAddress: options.checkBindAddress ?? true,
    lookUpVersion: options.lookUpVersion ?? true,
  };
}

/** What the command line may say beside a configuration file. */
function withOverrides(config: InitConfig, flags: InitFlags, { checkBindAddress = true }: LoadInitOptions): InitConfig {
  const { nodeRegistration } = config;
  return {
    ...config,
    dryRun: flags.dryRun ?? config.dryRun,
    nodeRegistration: checkBindAddress ? withNodeOverrides(nodeRegistration, flags) : nodeRegistration,
  };
}
