import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { openSnapshot } from '../../pkg/etcd/connect-etcd.ts';
import { EtcdNode } from '../support/etcd/etcd-node.ts';
import type { ClientCredentials } from '../support/etcd/https-request.ts';
import { failureOf } from '../support/failure.ts';
import { requirePart } from '../support/parts.ts';

const TLS = { caFile: '/pki/ca.crt', certFile: '/pki/client.crt', keyFile: '/pki/client.key' };
/** Of a bbolt database, in its first page (go.etcd.io/bbolt, magic). */
const BBOLT_MAGIC = 0xed0cdaed;

describe('a snapshot of a real etcd', function () {
  this.timeout(60_000);
  let etcd: EtcdNode | undefined;

  before(async function () {
    etcd = await EtcdNode.start(await requirePart(this, 'etcd'));
  });

  after(() => etcd?.stop());

  async function snapshot(url: string): Promise<Buffer> {
    const { ca, cert, key } = etcd!.credentials('etcd/healthcheck-client') as ClientCredentials;
    const files: Readonly<Record<string, string | undefined>> = {
      [TLS.caFile]: ca,
      [TLS.certFile]: cert,
      [TLS.keyFile]: key,
    };
    const view = { readFile: async (path: string) => files[path] };
    const parts: Uint8Array[] = [];
    for await (const part of await openSnapshot(view, { endpoints: [url], tls: TLS }, url)) parts.push(part);
    return Buffer.concat(parts);
  }

  it('is a database with its hash behind it, as etcdctl writes it', async () => {
    const bytes = await snapshot(etcd!.clientUrl);
    const [database, hash] = [bytes.subarray(0, -32), bytes.subarray(-32)];
    expect(createHash('sha256').update(database).digest()).deep.equal(hash);
    expect(database.readUInt32LE(16)).equal(BBOLT_MAGIC);
    expect(database.length % 512).equal(0);
  });

  it('is refused where nobody listens', async () => {
    const error = await failureOf(snapshot('https://127.0.0.1:1'));
    expect(error).include({ code: 'etcd-unreachable' });
  });
});
