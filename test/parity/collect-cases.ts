import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import fc from 'fast-check';
import { configFiles, generatedFiles } from '../support/fuzz/config-files.ts';

/** How many configurations to make up, and from which number on: the same seed gives the same files. */
interface Random {
  readonly count: number;
  readonly seed: number;
}

/**
 * Copies configurations into one folder.
 *
 * @param sources - files, and folders of which every .yaml and .json file is taken
 */
export function collectCases(into: string, sources: readonly string[], random: Random): void {
  mkdirSync(into);
  for (const source of sources) for (const [name, path] of filesOf(source)) copyFileSync(path, join(into, name));
  if (random.count === 0) return;
  const made = fc.sample(fc.oneof(generatedFiles, configFiles), { numRuns: random.count, seed: random.seed });
  made.forEach((text, index) => {
    const name = `random-${random.seed}-${String(index).padStart(4, '0')}.yaml`;
    writeFileSync(join(into, name), text.replaceAll('/cluster.conf', '/etc/kubernetes/discovery.conf'));
  });
}

function filesOf(source: string): readonly (readonly [name: string, path: string])[] {
  if (!statSync(source).isDirectory()) return [[basename(source), source]];
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(yaml|yml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(source, path).replaceAll('/', '-'), path]);
}
