import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { snapshotBytes } from '../../../pkg/etcd/snapshot.ts';
import { failureOf } from '../../support/failure.ts';

const DATA = Buffer.from('all that etcd holds, and a little more than thirty-two bytes');
const WHOLE = Buffer.concat([DATA, createHash('sha256').update(DATA).digest()]);

/** The gateway's lines for parts of a file, cut anywhere by the network. */
function answer(parts: readonly Buffer[], chunk = 7, last = ''): IncomingMessage {
  const text =
    parts.map((part) => `${JSON.stringify({ result: { blob: part.toString('base64') } })}\n`).join('') + last;
  const chunks = text.match(new RegExp(`[^]{1,${chunk}}`, 'g')) ?? [];
  return Readable.from(chunks) as unknown as IncomingMessage;
}

async function read(from: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of snapshotBytes('https://192.0.2.10:2379', from)) parts.push(part);
  return Buffer.concat(parts);
}

describe('the bytes of a snapshot', () => {
  it('are what etcd sent, with the hash at the end, however they were cut', async () => {
    for (const size of [1, 5, 31, 32, 33, 1000]) {
      const parts = Array.from({ length: Math.ceil(WHOLE.length / size) }, (_, index) =>
        WHOLE.subarray(index * size, (index + 1) * size),
      );
      expect(await read(answer(parts)), String(size)).deep.equal(WHOLE);
    }
  });

  it('are refused when one of them changed, or the end is missing', async () => {
    const flipped = Buffer.from(WHOLE);
    flipped[3] = (flipped[3] ?? 0) ^ 1;
    for (const wrong of [flipped, WHOLE.subarray(0, -1), WHOLE.subarray(0, 10), Buffer.alloc(0)]) {
      const error = await failureOf(read(answer([wrong])));
      expect(error).include({ code: 'etcd-snapshot-damaged' });
    }
  });

  it('say why etcd broke off', async () => {
    const end = '{"error":{"code":14,"message":"etcdserver: server stopped"}}\n';
    const error = await failureOf(read(answer([WHOLE.subarray(0, 20)], 9, end)));
    expect(error.message).include('broke off while it sent a snapshot: etcdserver: server stopped');
    expect((await failureOf(read(answer([], 9, 'nonsense')))).message).include('cannot be read');
  });
});
