import type { HostView } from '../../pkg/host/host.ts';
import { readTokenSecret, TOKEN_SECRETS, type StoredToken } from '../../pkg/token/token-secret.ts';
import { utcText } from '../../pkg/token/rfc3339.ts';
import type { Invocation } from '../cli/command.ts';
import { objectPrinter } from '../printers/object-printer.ts';
import { OUTPUT_VERSION, type OutputObject } from '../printers/output-object.ts';
import { clusterReading } from './cluster-reading.ts';
import { tokenRows } from './token-table.ts';

/**
 * `token list`: every token, expired ones too, in the order of their ids.
 *
 * @throws KubeadmError `invalid-flag` for an unknown format, before anything is asked
 */
export async function listTokens(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const { listObjects, emit, ...view } = clusterReading(invocation);
  const print = await printerFor(flags, view);
  const lines: string[] = [];
  for (const secret of await listObjects('v1', 'Secret', TOKEN_SECRETS)) {
    const token = readTokenSecret(secret);
    if (!('unusable' in token)) lines.push(print(token, lines.length));
    else emit({ type: 'warning', message: `Secret ${secret.metadata.name} is left out: ${token.unusable}` });
  }
  if (lines.length > 0) io.stdout(lines.join(''));
}

/** The text of a token among several. */
type Print = (token: StoredToken, index: number) => string;

async function printerFor(
  flags: Invocation['flags'],
  { readFile, now }: Pick<HostView, 'readFile' | 'now'>,
): Promise<Print> {
  const format = String(flags['output'] ?? 'text');
  // not in capitals, as in the reference
  if (format === 'text') return tokenRows(now);
  // beyond the reference: what `token delete` takes
  if (format === 'name') return ({ token }) => `${token.slice(0, 6)}\n`;
  const allowMissing = flags['allow-missing-template-keys'] !== false;
  const print = await objectPrinter(format, { allowMissing, more: ['name', 'text'], readFile });
  return (token, index) => print(outputOf(token), index);
}

function outputOf({ token, description, expires, usages, groups }: StoredToken): OutputObject {
  return {
    kind: 'BootstrapToken',
    apiVersion: OUTPUT_VERSION,
    token,
    description: description === '' ? undefined : description,
    expires: expires === undefined ? undefined : utcText(expires.milliseconds),
    usages: usages.length === 0 ? undefined : usages,
    groups: groups.length === 0 ? undefined : groups,
  };
}
