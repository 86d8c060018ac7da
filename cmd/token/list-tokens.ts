import type { HostView } from '../../pkg/host/host.ts';
import { readTokenSecret, TOKEN_SECRETS, type StoredToken } from '../../pkg/token/token-secret.ts';
import { utcText } from '../../pkg/token/rfc3339.ts';
import type { Invocation } from '../cli/command.ts';
import { objectPrinter } from '../printers/object-printer.ts';
import { OUTPUT_VERSION, type OutputObject } from '../printers/output-object.ts';
import { inCluster } from './cluster-session.ts';
import { tokenTable } from './token-table.ts';

/**
 * `token list`: every token, expired ones too, in the order of their ids.
 *
 * @throws KubeadmError `invalid-flag` for an unknown format, before anything is asked
 */
export async function listTokens(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  await inCluster(invocation, async ({ view }, { emit }) => {
    const print = await printerFor(flags, view.readFile);
    return async ({ host }) => {
      const secrets = await host.listObjects('v1', 'Secret', TOKEN_SECRETS);
      const tokens: StoredToken[] = [];
      for (const secret of secrets) {
        const token = readTokenSecret(secret);
        if (!('unusable' in token)) tokens.push(token);
        else emit({ type: 'warning', message: `Secret ${secret.metadata.name} is left out: ${token.unusable}` });
      }
      const text = print(tokens, host.now());
      if (text !== '') io.stdout(text);
    };
  });
}

type Print = (tokens: readonly StoredToken[], now: Date) => string;

async function printerFor(flags: Invocation['flags'], readFile: HostView['readFile']): Promise<Print> {
  const format = String(flags['output'] ?? 'text');
  // not in capitals, as in the reference
  if (format === 'text') return tokenTable;
  // beyond the reference: what `token delete` takes
  if (format === 'name') return (tokens) => tokens.map(({ token }) => `${token.slice(0, 6)}\n`).join('');
  const allowMissing = flags['allow-missing-template-keys'] !== false;
  const print = await objectPrinter(format, { allowMissing, more: ['name', 'text'], readFile });
  return (tokens) => tokens.map((token, index) => print(outputOf(token), index)).join('');
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
