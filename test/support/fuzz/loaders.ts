import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import { loadJoinConfig } from '../../../pkg/config/load-join-config.ts';
import { loadResetConfig } from '../../../pkg/config/load-reset-config.ts';
import { loadUpgradeConfig } from '../../../pkg/config/load-upgrade-config.ts';
import { migrateDocuments } from '../../../pkg/config/migrate-documents.ts';
import { validateDocuments } from '../../../pkg/config/validate-documents.ts';
import { InvalidConfigError, type ConfigIssue } from '../../../pkg/config/issue.ts';
import type { HostView } from '../../../pkg/host/host.ts';
import { SimulatedMachine } from '../simulated-machine.ts';

/** Where the file stands on the machine of these tests. */
export const FILE = '/c.yaml';

/** What a reader said of a file. */
export interface Verdict {
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly string[];
}

type Reader = (view: HostView) => Promise<Verdict>;

const flags = { config: FILE };
const said = ({ warnings }: { readonly warnings: readonly string[] }): Verdict => ({ issues: [], warnings });

/** Everything that reads configuration files, by name. */
export const READERS: Readonly<Record<string, Reader>> = {
  init: async (view) => said(await loadInitConfig(view, flags)),
  'init, strictly': async (view) => said(await loadInitConfig(view, flags, { strict: true })),
  join: async (view) => said(await loadJoinConfig(view, flags)),
  reset: async (view) => said(await loadResetConfig(view, flags)),
  upgrade: async (view) => said(await loadUpgradeConfig(view, flags)),
  'config validate': (view) => validateDocuments(view, FILE),
  'config migrate': async (view) => said(await migrateDocuments(view, FILE)),
};

/** A machine that holds a configuration file. */
export function machineWith(text: string): SimulatedMachine {
  return new SimulatedMachine({ files: { [FILE]: text, '/cluster.conf': '' } });
}

/**
 * What a reader says of a text.
 *
 * @throws whatever it fails with, unless that is a list of what is wrong with the configuration
 */
export async function verdictOf(read: Reader, text: string): Promise<Verdict> {
  try {
    return await read(machineWith(text));
  } catch (error) {
    if (error instanceof InvalidConfigError) return error;
    throw error;
  }
}
