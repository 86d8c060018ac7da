import { parseFeatureGates } from '../../pkg/config/load/feature-gates-flag.ts';
import { loadInitConfig, type LoadInitOptions } from '../../pkg/config/load-init-config.ts';
import type { InitConfig, InitFlags } from '../../pkg/config/types.ts';
import { camelCase } from '../cli/camel-case.ts';
import type { FlagValues } from '../cli/flag.ts';
import { loadFrom } from '../machine/load-from.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { FileMachine } from './file-machine.ts';

/** Flags that say what a configuration file says as well. */
const OF_THE_FILE = ['feature-gates', 'image-repository', 'kubernetes-version'];
/** Images do not depend on them, and a machine that only lists images may have neither a route nor a fit host name. */
const INDIFFERENT = { apiserverAdvertiseAddress: '192.0.2.1', nodeName: 'node' } as const;

/** Where the configuration is read, and how. */
export interface ImagesSource {
  readonly flags: FlagValues;
  readonly machine: FileMachine;
  readonly reporter: Reporter;
  /** Whether the machine is asked for a container runtime where nobody named one. */
  readonly detectCriSocket: boolean;
}

/**
 * The configuration whose images are meant: of the file, or else of the flags.
 *
 * @throws KubeadmError `invalid-configuration`, `invalid-feature-gates`, `config-file-unreadable`
 */
export async function imagesConfig({ flags, machine, reporter, detectCriSocket }: ImagesSource): Promise<InitConfig> {
  const file = String(flags['config'] ?? '') || undefined;
  const options: LoadInitOptions = { detectCriSocket, checkBindAddress: false };
  const set = OF_THE_FILE.filter((name) => flags[name] !== undefined);
  const asked = Object.fromEntries(set.map((name) => [camelCase(name), flags[name]])) as InitFlags;
  if (file !== undefined) {
    // as in the reference, a mistake in it counts all the same
    parseFeatureGates(asked.featureGates ?? '');
    set.forEach((name) => reporter.emit({ type: 'warning', message: ignored(name, file) }));
  }
  const loaded = await loadFrom(machine, file, reporter, (view) =>
    loadInitConfig(view, file === undefined ? { ...INDIFFERENT, ...asked } : { config: file }, options),
  );
  return loaded.config;
}

function ignored(flag: string, file: string): string {
  return `--${flag} has no effect: with --config, ${file} says which images are meant`;
}
