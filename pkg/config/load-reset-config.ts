import type { HostView } from '../host/host.ts';
import { deepFreeze } from './deep-freeze.ts';
import { resetConfiguration, type GivenResetDocument, type ResetDocument } from './kinds/reset-configuration.ts';
import { parseConfigDocuments } from './load/config-document.ts';
import { readBy } from './load/document-policy.ts';
import type { GivenDocument } from './load/given-config.ts';
import { ignoredChecks } from './load/ignored-checks.ts';
import type { Loaded } from './load/loaded.ts';
import { refuseMixedFlags, setFlagNames } from './load/mixed-flags.ts';
import { Problems } from './load/problems.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { readSingleDocument } from './load/read-documents.ts';
import { givenByResetFlags } from './load/reset-flags.ts';
import { resolveReset } from './load/resolve-reset.ts';
import { resolvedTimeouts } from './load/resolved-node.ts';
import type { ResetConfig, ResetFlags, UnmountFlag } from './types.ts';

/** What the caller knows beyond the flags themselves. */
export interface LoadResetOptions {
  /** Unknown fields and repeated keys are errors instead of warnings. False unless given. */
  readonly strict?: boolean;
  /** Kebab-case names of every flag set on the command line, where the caller knows more than `flags` holds (`vmodule`...). */
  readonly setFlags?: readonly string[];
}

/**
 * Everything between the command line and the phases of `reset`. A CRI socket that nobody gave stays empty: the phase
 * that needs it knows more places to look at.
 *
 * @throws KubeadmError `invalid-configuration` listing every error at once, each with its place
 */
export async function loadResetConfig(
  view: Pick<HostView, 'stat' | 'readFile' | 'socketAnswers'>,
  flags: ResetFlags,
  options: LoadResetOptions = {},
): Promise<Loaded<ResetConfig>> {
  const given = await givenReset(view, flags, options);
  const problems = new Problems(given);
  const document = await resolveReset(view, given.document, false, problems);
  problems.refuse();
  const config = resolvedReset(document, flags);
  return { config: deepFreeze(config), warnings: problems.warnings, notes: problems.notes };
}

async function givenReset(
  view: Pick<HostView, 'stat' | 'readFile'>,
  flags: ResetFlags,
  { setFlags = [], strict = false }: LoadResetOptions,
): Promise<GivenDocument<GivenResetDocument | undefined>> {
  if (flags.config === undefined || flags.config === '') return givenByResetFlags(flags);
  refuseMixedFlags([...setFlagNames(flags), ...setFlags]);
  const file = parseConfigDocuments(await readConfigFile(view, flags.config));
  return readSingleDocument(file, 'ResetConfiguration', resetConfiguration, readBy(strict));
}

/** Read by the phases: validated, with what the command line may say beside a file. */
function resolvedReset(reset: ResetDocument, flags: ResetFlags): ResetConfig {
  const names = reset.ignorePreflightErrors;
  return {
    ...reset,
    dryRun: flags.dryRun ?? reset.dryRun,
    ignorePreflightErrors: ignoredChecks(flags.ignorePreflightErrors, { names, field: 'ignorePreflightErrors' }),
    unmountFlags: reset.unmountFlags as readonly UnmountFlag[],
    timeouts: resolvedTimeouts(reset.timeouts),
  };
}
