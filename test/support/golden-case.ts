import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { SimulatedMachine } from './simulated-machine.ts';

const ROOT = fileURLToPath(new URL('../golden', import.meta.url));
const CONFIG = '/root/config.yaml';
const PATCHES = '/etc/kubernetes/gold-patches';

/** One case of the golden corpus: what goes in, and what has to come out. */
export interface GoldenCase {
  readonly name: string;
  readonly machine: SimulatedMachine;
  readonly config: InitConfig;
  /** Files that init has to write: text by absolute path. */
  readonly files: Readonly<Record<string, string>>;
  /** Objects in the order in which they are created, with the verb before each. */
  readonly objects: readonly { readonly verb: string; readonly object: KubeObject }[];
}

export const GOLDEN_CASES: readonly string[] = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** A case with a healthy machine that holds its configuration and its patches. */
export async function goldenCase(name: string): Promise<GoldenCase> {
  const folder = join(ROOT, name);
  const input = readFileSync(join(folder, 'config.yaml'), 'utf8');
  const machine = new SimulatedMachine({ files: { [CONFIG]: input, ...patchFiles(folder) } });
  const { config } = await loadInitConfig(machine, { config: CONFIG });
  return { name, machine, config, files: expectedFiles(join(folder, 'files')), objects: expectedObjects(folder) };
}

function patchFiles(folder: string): Readonly<Record<string, string>> {
  const patches = join(folder, 'patches');
  if (!existsSync(patches)) return {};
  const entries = readdirSync(patches).map((file) => [`${PATCHES}/${file}`, readFileSync(join(patches, file), 'utf8')]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function expectedFiles(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const full = paths.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(full.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
}

function expectedObjects(folder: string): GoldenCase['objects'] {
  const documents = readFileSync(join(folder, 'objects.yaml'), 'utf8').split(/^---\n/m);
  return documents.map((text) => ({
    verb: /^# (\w+)/.exec(text)?.[1] ?? '',
    object: readYaml(text) as KubeObject,
  }));
}
