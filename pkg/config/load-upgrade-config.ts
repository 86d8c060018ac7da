import type { HostView } from '../host/host.ts';
import { deepFreeze } from './deep-freeze.ts';
import { upgradeConfiguration, type GivenUpgradeDocument } from './kinds/upgrade-configuration.ts';
import { readBy } from './load/document-policy.ts';
import type { GivenDocument } from './load/given-config.ts';
import type { Loaded } from './load/loaded.ts';
import { refuseMixedFlags, setFlagNames } from './load/mixed-flags.ts';
import { Problems } from './load/problems.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { readSingleDocument } from './load/read-documents.ts';
import { parseConfigDocuments } from './load/config-document.ts';
import { resolveUpgrade } from './load/resolve-upgrade.ts';
import { resolvedUpgrade } from './load/resolved-upgrade.ts';
import type { UpgradeConfig, UpgradeFlags } from './upgrade-types.ts';

/** What the caller knows beyond the flags themselves. */
export interface LoadUpgradeOptions {
  /** Unknown fields and repeated keys are errors instead of warnings. False unless given. */
  readonly strict?: boolean;
  /** Refuse flags that say what the file has to say; single phases of `upgrade` do not. True unless given. */
  readonly refuseMixedFlags?: boolean;
  /** Kebab-case names of every flag set on the command line, where the caller knows more than `flags` holds (`vmodule`...). */
  readonly setFlags?: readonly string[];
}

/**
 * Everything between the command line and the phases of `upgrade`: reads the file or the flags, fills in what was left
 * out, checks all of it. The cluster is not asked yet.
 *
 * @throws KubeadmError `invalid-configuration` listing every error at once, each with its place; `mixed-flags`;
 *   `invalid-ignore-list`
 */
export async function loadUpgradeConfig(
  view: Pick<HostView, 'stat' | 'readFile'>,
  flags: UpgradeFlags,
  options: LoadUpgradeOptions = {},
): Promise<Loaded<UpgradeConfig>> {
  const given = await givenUpgrade(view, flags, options);
  const problems = new Problems(given);
  const document = resolveUpgrade(given.document, problems);
  problems.refuse();
  const config = resolvedUpgrade(document, flags);
  return { config: deepFreeze(config), warnings: problems.warnings, notes: problems.notes };
}

async function givenUpgrade(
  view: Pick<HostView, 'stat' | 'readFile'>,
  { version: _argument, ...flags }: UpgradeFlags,
  { strict = false, setFlags = [], refuseMixedFlags: refuses = true }: LoadUpgradeOptions,
): Promise<GivenDocument<GivenUpgradeDocument | undefined>> {
  const path = flags.config ?? '';
  if (path === '') return { document: {}, locate: () => ({}), errors: [], warnings: [] };
  if (refuses) refuseMixedFlags([...setFlagNames(flags), ...setFlags]);
  const file = parseConfigDocuments(await readConfigFile(view, path));
  return readSingleDocument(file, 'UpgradeConfiguration', upgradeConfiguration, readBy(strict));
}
