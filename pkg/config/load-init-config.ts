import type { HostView } from '../host/host.ts';
import { CLIENT_VERSION } from '../version/client-version.ts';
import { deepFreeze } from './deep-freeze.ts';
import { componentConfigs } from './defaults/component-configs.ts';
import { InvalidConfigError } from './issue.ts';
import { clusterConfiguration } from './kinds/cluster-configuration.ts';
import { initConfiguration } from './kinds/init-configuration.ts';
import { dynamicDefaults, type ResolvedDocuments } from './load/dynamic-defaults.ts';
import { parseFeatureGates } from './load/feature-gates-flag.ts';
import type { DefaultedInit, GivenInit } from './load/given-config.ts';
import { readInitDocuments } from './load/init-documents.ts';
import { givenByFlags } from './load/init-flags.ts';
import type { Loaded } from './load/loaded.ts';
import { refuseMixedFlags, setFlagNames } from './load/mixed-flags.ts';
import { withNodeOverrides } from './load/node-overrides.ts';
import { Problems } from './load/problems.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { resolvedConfig } from './load/resolved-config.ts';
import { complete } from './schema/complete.ts';
import type { InitConfig, InitFlags } from './types.ts';
import { validateInit } from './validate/validate-init.ts';

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
  /** Refuse an advertise address that nobody can bind to. True unless given. */
  readonly checkBindAddress?: boolean;
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
  const resolved = await resolve(view, given, flags, options, problems);
  const components = componentConfigs(given, resolved.cluster, resolved.init.localAPIEndpoint.advertiseAddress);
  const config = withOverrides(
    { ...resolvedConfig(resolved), kubelet: components.kubelet, kubeProxy: components.kubeProxy },
    flags,
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

/** @throws InvalidConfigError */
async function resolve(
  view: HostView,
  given: GivenInit,
  flags: InitFlags,
  options: LoadInitOptions,
  problems: Problems,
): Promise<ResolvedDocuments> {
  const defaulted: DefaultedInit = {
    init: complete(initConfiguration, given.init),
    cluster: complete(clusterConfiguration, given.cluster),
  };
  // Nobody waits for the network to learn that a file cannot be read.
  const broken = problems.issues.length > 0;
  const settings = {
    clientVersion: options.clientVersion ?? CLIENT_VERSION,
    detectCriSocket: options.detectCriSocket ?? true,
    needsCertificateKey: options.needsCertificateKey ?? flags.uploadCerts ?? false,
    checkBindAddress: options.checkBindAddress ?? true,
  };
  const resolved = broken
    ? { ...defaulted, version: { version: settings.clientVersion, ci: false } }
    : await dynamicDefaults(view, defaulted, settings, problems);
  problems.warnings.push(
    ...validateInit(resolved, (kind, path, message, hint) => problems.add(kind, path, message, hint)),
  );
  if (problems.issues.length > 0) throw new InvalidConfigError(problems.sorted(), problems.warnings);
  return resolved;
}

/** What the command line may say beside a configuration file. */
function withOverrides(config: InitConfig, flags: InitFlags): InitConfig {
  return {
    ...config,
    dryRun: flags.dryRun ?? config.dryRun,
    nodeRegistration: withNodeOverrides(config.nodeRegistration, flags),
  };
}
