import type { KeyObject } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { HostView } from '../host/host.ts';
import { parseCertificates } from './certificate-pem.ts';
import { keysMatch } from './key-pem.ts';

/**
 * The certificate that belongs to a key and was about to take its place beside it. A certificate and its key are two
 * files, and two renames cannot be made one: a run that was killed exactly between them leaves the new key in its
 * place, and the new certificate, whole and flushed, under its temporary name.
 *
 * @param path - where the certificate has to stand
 * @returns its text; `undefined` where nothing was interrupted
 */
export async function interruptedReplacement(
  view: Pick<HostView, 'readFile' | 'listDirectory'>,
  path: string,
  key: KeyObject,
): Promise<string | undefined> {
  const folder = dirname(path);
  for (const name of (await view.listDirectory(folder)) ?? []) {
    if (!isTemporaryOf(name, basename(path))) continue;
    const text = await view.readFile(join(folder, name)).catch(() => undefined);
    if (text !== undefined && belongsTo(text, key)) return text;
  }
  return undefined;
}

/** As `writeAtomically` names them: `.apiserver.crt.0123456789ab.tmp`. */
function isTemporaryOf(name: string, base: string): boolean {
  return name.startsWith(`.${base}.`) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(base.length + 2));
}

/** It may be half a file. */
function belongsTo(text: string, key: KeyObject): boolean {
  try {
    return keysMatch(key, parseCertificates(text, '')[0].publicKey);
  } catch {
    return false;
  }
}
