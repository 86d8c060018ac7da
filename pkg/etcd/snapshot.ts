import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { EtcdError } from './etcd-error.ts';
import { HASH_BYTES } from './snapshot-file.ts';

/**
 * The bytes of a snapshot as they come from the gateway: one JSON object a line, each with a part in base64. The hash
 * at its end is part of the file, as etcdctl writes it; it is checked before the last bytes are handed on.
 *
 * @throws EtcdError `etcd-refused` when etcd breaks off, `etcd-snapshot-damaged` when the hash is not that of the bytes
 */
export async function* snapshotBytes(endpoint: string, answer: IncomingMessage): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  // the last 32 bytes so far: they may be the hash, and are no part of what is hashed then
  let tail: Buffer = Buffer.alloc(0);
  for await (const part of parts(endpoint, answer)) {
    const bytes = Buffer.concat([tail, part]);
    const sure = bytes.subarray(0, Math.max(0, bytes.length - HASH_BYTES));
    tail = bytes.subarray(sure.length);
    hash.update(sure);
    yield sure;
  }
  checkHash(endpoint, hash, tail);
  yield tail;
}

function checkHash(endpoint: string, hash: Hash, told: Buffer): void {
  if (told.length === HASH_BYTES && hash.digest().equals(told)) return;
  throw new EtcdError(
    'etcd-snapshot-damaged',
    endpoint,
    'sent a snapshot that is damaged or not complete: its hash does not fit',
    'run the same command again; when it fails again, look at the log of etcd and at the disk of that machine',
  );
}

async function* parts(endpoint: string, answer: IncomingMessage): AsyncGenerator<Buffer> {
  let rest = '';
  for await (const chunk of answer) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield partOf(endpoint, line);
  }
  if (rest.trim() !== '') yield partOf(endpoint, rest);
}

interface Line {
  readonly result?: { readonly blob?: string };
  readonly error?: { readonly message?: string };
}

function partOf(endpoint: string, line: string): Buffer {
  const { result, error } = parsed(line);
  if (error === undefined) return Buffer.from(result?.blob ?? '', 'base64');
  throw new EtcdError(
    'etcd-refused',
    endpoint,
    `broke off while it sent a snapshot: ${error.message ?? 'without a reason'}`,
    'look at the log of etcd on that machine, and run the same command again',
  );
}

function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return { error: { message: 'what it sent cannot be read' } };
  }
}
