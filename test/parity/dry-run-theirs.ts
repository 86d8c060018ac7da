import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificateFacts } from './certificate-facts.ts';
import { contentOf, documentsIn, objectContent, objectName } from './documents.ts';

/** Data by name, in the order in which it was made. */
export type Made = readonly (readonly [name: string, content: unknown])[];

const FILE = /^\[dryrun\] Would write file "(.+)" with content:$/;
const ACTION = /^\[dryrun\] Would perform action (\w+) on resource/;
/** Printed by the reference between objects, and no part of them. */
const PROSE = /^(\[|$)/;

/** What a dry run of the reference would have made, from what it printed. */
export function madeByTheirs(stdout: string): Made {
  const lines = stdout.split('\n');
  return lines.flatMap((line, index): Made => {
    const [, path] = FILE.exec(line) ?? [];
    if (path !== undefined) return [[path, contentOf(path, textAfter(lines, index + 1))]];
    const [, verb = 'GET'] = ACTION.exec(line) ?? [];
    if (!['CREATE', 'UPDATE', 'PATCH', 'DELETE'].includes(verb)) return [];
    const attached = lines.findIndex((each, at) => at > index && each.startsWith('[dryrun] Attached'));
    return documentsIn(textAfter(lines, attached + 1)).map((object) => [
      objectName(verb, object),
      objectContent(object),
    ]);
  });
}

/** The lines until the program says something else. Objects end with an empty line; a YAML list in brackets is indented. */
function textAfter(lines: readonly string[], from: number): string {
  const end = lines.findIndex((line, index) => index >= from && PROSE.test(line) && !/^\s/.test(line));
  return lines
    .slice(from, end < 0 ? undefined : end)
    .concat('')
    .join('\n');
}

/** Files that the reference's dry run leaves in its folder and does not print. */
export function leftByTheirs(folder: string): Made {
  const instance = join(folder, 'instance-config.yaml');
  const left: Made = existsSync(instance)
    ? [['/var/lib/kubelet/instance-config.yaml', contentOf(instance, readFileSync(instance, 'utf8'))]]
    : [];
  const certificates = ['', 'etcd']
    .flatMap((each) =>
      existsSync(join(folder, each)) ? readdirSync(join(folder, each)).map((name) => join(each, name)) : [],
    )
    .filter((name) => name.endsWith('.crt'))
    .map((name) => [`certificate ${name}`, certificateFacts(readFileSync(join(folder, name), 'utf8'))] as const);
  return [...left, ...certificates];
}
