import type { HostView } from '../../host/host.ts';
import { clusterConfiguration } from '../kinds/cluster-configuration.ts';
import { initConfiguration } from '../kinds/init-configuration.ts';
import { complete } from '../schema/complete.ts';
import { validateInit } from '../validate/validate-init.ts';
import { dynamicDefaults, type DynamicOptions, type ResolvedDocuments } from './dynamic-defaults.ts';
import type { DefaultedInit, GivenInit } from './given-config.ts';
import type { Problems } from './problems.ts';

/**
 * What was given to `init` with everything filled in and checked.
 *
 * @param problems - takes what is wrong; with anything in it, the result is not to be used
 */
export async function resolveInit(
  view: HostView,
  given: Pick<GivenInit, 'init' | 'cluster'>,
  options: DynamicOptions,
  problems: Problems,
): Promise<ResolvedDocuments> {
  const defaulted: DefaultedInit = {
    init: complete(initConfiguration, given.init),
    cluster: complete(clusterConfiguration, given.cluster),
  };
  // Nobody waits for the network to learn that a file cannot be read.
  const broken = problems.issues.length > 0;
  const resolved = broken
    ? { ...defaulted, version: { version: options.clientVersion, ci: false } }
    : await dynamicDefaults(view, defaulted, options, problems);
  const warnings = validateInit(resolved, {
    now: view.now(),
    report: (kind, path, message, hint) => problems.add(kind, path, message, hint),
  });
  problems.warnings.push(...warnings);
  return resolved;
}
