import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readYamlDocuments } from '../../pkg/yaml/read-yaml.ts';
import type { AnyObject } from './applied-objects.ts';

const GOLDEN = new URL('../golden/', import.meta.url);

/** Names of all golden cases: folders with a configuration. Others hold other facts, of certificates for example. */
export function goldenCases(): readonly string[] {
  return readdirSync(GOLDEN)
    .filter((name) => existsSync(new URL(`${name}/config.yaml`, GOLDEN)))
    .sort();
}

/** A case's input. */
export function goldenConfig(name: string): string {
  return readFileSync(new URL(`${name}/config.yaml`, GOLDEN), 'utf8');
}

/** A case's patch files, by the path where they stand when it runs. */
export function goldenPatches(name: string): Readonly<Record<string, string>> {
  const folder = new URL(`${name}/patches/`, GOLDEN);
  const files = readdirSync(new URL(`${name}/`, GOLDEN)).includes('patches') ? readdirSync(folder) : [];
  return Object.fromEntries(
    files.map((file) => [`/etc/kubernetes/gold-patches/${file}`, readFileSync(new URL(file, folder), 'utf8')]),
  );
}

/** `VERB kind` and the object, in the order in which the reference sent them. */
export function goldenObjects(name: string): readonly { readonly verb: string; readonly object: AnyObject }[] {
  const text = readFileSync(new URL(`${name}/objects.yaml`, GOLDEN), 'utf8');
  const verbs = [...text.matchAll(/^# ([A-Z]+) /gm)].map(([, verb = '']) => verb.toLowerCase());
  const objects = readYamlDocuments(text, `${name}/objects.yaml`) as readonly AnyObject[];
  return objects.map((object, index) => ({ verb: verbs[index] ?? '', object }));
}
