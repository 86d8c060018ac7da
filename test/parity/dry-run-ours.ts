import { certificateFacts } from './certificate-facts.ts';
import { contentOf, objectContent, objectName } from './documents.ts';
import type { Made } from './dry-run-theirs.ts';

/** A line of our JSON stream, as far as it matters (docs/events.md). */
interface Line {
  readonly type: string;
  readonly message?: string;
  readonly change?: {
    readonly kind: string;
    readonly path?: string;
    readonly content?: string;
    readonly verb?: string;
    readonly object?: unknown;
  };
}

function linesOf(stdout: string): readonly Line[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

/** What a dry run of ours would have made. Secret files have no content in the stream, and are left out. */
export function madeByOurs(stdout: string): Made {
  return linesOf(stdout).flatMap(({ change }): Made => {
    if (change?.kind === 'apply-object')
      return [[objectName(change.verb ?? '', change.object), objectContent(change.object)]];
    if (change?.kind !== 'write-file' || change.path === undefined || change.content === undefined) return [];
    const certificate = /\/((?:etcd\/)?[^/]+\.crt)$/.exec(change.path)?.[1];
    if (certificate !== undefined) return [[`certificate ${certificate}`, certificateFacts(change.content)]];
    return /\/(manifests|kubelet)\//.test(change.path) ? [[change.path, contentOf(change.path, change.content)]] : [];
  });
}

/** Warnings and errors of the stream, for the eyes of people. */
export function saidByOurs(stdout: string): string {
  return linesOf(stdout)
    .filter(({ type }) => type === 'warning' || type === 'error')
    .map(({ message = '' }) => message)
    .join('\n');
}
