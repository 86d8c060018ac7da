import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectEtcd, openSnapshot } from '../../../pkg/etcd/connect-etcd.ts';
import { isWholeSnapshot } from '../../../pkg/etcd/snapshot-file.ts';
import { runCommand } from '../../../pkg/host/command.ts';
import { restoreSnapshot } from '../../../pkg/host/restore-snapshot.ts';
import { freePorts } from '../../support/etcd/etcd-files.ts';
import { findProgram, requirePart, skipSuite } from '../../support/parts.ts';
import { startDaemon, type Daemon } from '../../support/real-daemon.ts';

describe('a real etcd whose snapshot is restored', function () {
  this.timeout(60_000);
  const view = { readFile: async () => undefined };
  let folder: string;
  let url: string;
  let peerUrl: string;
  let etcd: string;
  let etcdutl: string;
  let running: Daemon | undefined;

  before(async function () {
    etcd = await requirePart(this, 'etcd');
    // Debian 12 has etcd 3.4, whose packages come without it
    etcdutl = findProgram('etcdutl', process.env['KUBE_BIN']) ?? skipSuite(this, 'there is no etcdutl');
    folder = await mkdtemp(join(tmpdir(), 'kubeadm-ts-restore-'));
    const [client, peer] = await freePorts(2);
    [url, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  });
  after(async () => {
    await running?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('has what it had then, and a revision that nobody has seen yet', async () => {
    await start();
    for (let key = 0; key < 20; key += 1) await ask('kv/put', { key: base64(`then-${key}`), value: base64('x') });
    const chunks: Uint8Array[] = [];
    for await (const chunk of await openSnapshot(view, { endpoints: [url] }, url)) chunks.push(chunk);
    const snapshot = Buffer.concat(chunks);
    expect(isWholeSnapshot(snapshot)).equal(true);
    expect(isWholeSnapshot(snapshot.subarray(1))).equal(false);
    await writeFile(join(folder, 'snapshot.db'), snapshot);
    for (let key = 0; key < 5; key += 1) await ask('kv/put', { key: base64(`since-${key}`), value: base64('x') });
    const newest = await revision();
    await restoreSnapshot(
      { query: ([, ...args], options) => runCommand([etcdutl, ...args], options?.timeoutMs) },
      {
        kind: 'restore-snapshot',
        path: join(folder, 'snapshot.db'),
        to: join(folder, 'data/restored'),
        name: 'cp1',
        peerUrl,
        bumpRevision: true,
      },
      (path) => path,
    );
    expect(await revision(), 'etcd runs meanwhile').equal(newest);
    await running?.stop();
    await rename(join(folder, 'data/member'), join(folder, 'data/member-before'));
    await rename(join(folder, 'data/restored/member'), join(folder, 'data/member'));
    await start();
    expect(await count('then-')).equal(20);
    expect(await count('since-')).equal(0);
    expect(await revision()).greaterThan(newest);
    await ask('kv/put', { key: base64('new'), value: base64('x') });
    expect(await count('new')).equal(1);
  });

  async function start(): Promise<void> {
    const own = ['--name=cp1', `--data-dir=${join(folder, 'data')}`, `--initial-cluster=cp1=${peerUrl}`];
    const clients = [`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`];
    const peers = [`--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`];
    running = await startDaemon([etcd, ...own, ...clients, ...peers], folder, () => fetch(`${url}/health`));
    await startedWithLeader();
  }

  async function startedWithLeader(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const { leaderId } = await connectEtcd(view, { endpoints: [url] }).status(url);
      if (leaderId !== '0') return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function revision(): Promise<number> {
    return (await connectEtcd(view, { endpoints: [url] }).status(url)).revision ?? 0;
  }

  async function count(prefix: string): Promise<number> {
    const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
    const answer = await ask('kv/range', { key: base64(prefix), range_end: base64(end), count_only: true });
    return Number(answer.count ?? 0);
  }

  async function ask(path: string, body: object): Promise<{ readonly count?: string }> {
    const answer = await fetch(`${url}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
    expect(answer.status).equal(200);
    return (await answer.json()) as { readonly count?: string };
  }
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
