import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { Event } from '../../../pkg/events/event.ts';
import { fileError } from '../../../pkg/host/file-errors.ts';
import type { Host } from '../../../pkg/host/host.ts';
import { realHost } from '../../../pkg/host/real-host.ts';
import { machineView } from '../../../pkg/host/real-view.ts';
import { failureOf } from '../../support/failure.ts';

describe('the real host', () => {
  let root: string;
  let host: Host;
  const events: Event[] = [];
  const background: Promise<void>[] = [];
  let unflushed: Set<string>;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kubeadm-ts-host-'));
    events.length = 0;
    const runtime = () => {
      throw new Error('no runtime here');
    };
    const machine = { ...machineView({ rootfs: root, env: process.env, uid: 0, runtime }) };
    const cluster = {
      getObject: async () => undefined,
      listObjects: async () => [],
      apiGet: async () => ({ status: 200, body: '' }),
      apply: async () => undefined,
      clusterOf: () => ({
        getObject: async () => undefined,
        listObjects: async () => [],
        apiGet: async () => ({ status: 200, body: '' }),
      }),
      grantAdmin: async () => undefined,
      evict: async () => undefined,
    };
    unflushed = new Set();
    const parts = {
      machine,
      unflushed,
      cluster,
      rootfs: root,
      pid: process.pid,
      runtime,
      background,
      emit: (event: Event) => void events.push(event),
      clock: () => performance.now(),
    };
    host = realHost(parts);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = (path: string, content = 'x', mode = 0o600): Promise<void> =>
    host.change({ kind: 'write-file', path, content, mode });

  const file = (path: string, content: string, mode = 0o600) => ({ kind: 'write-file', path, content, mode }) as const;

  it('writes files that belong together, each with its mode, and leaves nothing else', async () => {
    await write('/pki/a.crt', 'old certificate', 0o644);
    await host.change({
      kind: 'write-files',
      files: [file('/pki/a.key', 'new key'), file('/pki/a.crt', 'new certificate', 0o640)],
    });
    expect(await readFile(join(root, 'pki/a.key'), 'utf8')).equal('new key');
    expect(await readFile(join(root, 'pki/a.crt'), 'utf8')).equal('new certificate');
    expect((await stat(join(root, 'pki/a.crt'))).mode & 0o777).equal(0o640);
    expect(await readdir(join(root, 'pki'))).deep.equal(['a.crt', 'a.key']);
  });

  it('puts all of the old files back when one of several cannot be replaced', async () => {
    await write('/pki/a.key', 'old key', 0o640);
    await mkdir(join(root, 'pki/a.crt'));
    const files = [file('/pki/a.key', 'new key'), file('/pki/b.key', 'new'), file('/pki/a.crt', 'new certificate')];
    const error = await failureOf(host.change({ kind: 'write-files', files }));
    expect(error.message).include('/pki/a.key and /pki/b.key and /pki/a.crt');
    expect(await readFile(join(root, 'pki/a.key'), 'utf8')).equal('old key');
    expect((await stat(join(root, 'pki/a.key'))).mode & 0o777).equal(0o640);
    expect(await readdir(join(root, 'pki'))).deep.equal(['a.crt', 'a.key']);
  });

  it('writes a file with exactly its mode, whatever the umask, and makes missing folders', async () => {
    const umask = process.umask(0o077);
    try {
      await write('/etc/kubernetes/pki/ca.crt', 'cert', 0o644);
    } finally {
      process.umask(umask);
    }
    expect((await stat(join(root, 'etc/kubernetes/pki/ca.crt'))).mode & 0o777).equal(0o644);
    expect((await stat(join(root, 'etc/kubernetes'))).mode & 0o777).equal(0o755);
    expect(await host.readFile('/etc/kubernetes/pki/ca.crt')).equal('cert');
  });

  it('replaces a file in one step and leaves no temporary file', async () => {
    await write('/a/b', 'old', 0o644);
    await write('/a/b', 'new', 0o600);
    expect(await readdir(join(root, 'a'))).deep.equal(['b']);
    expect(await host.stat('/a/b')).include({ kind: 'file', mode: 0o600, size: 3 });
  });

  it('flushes the names in folders once, before it changes anything but files', async () => {
    await write('/a/b');
    await write('/a/c');
    await host.change({ kind: 'write-files', files: [file('/a/d', 'x'), file('/e/f', 'x')] });
    expect([...unflushed]).deep.equal([join(root, 'a'), join(root, 'e')]);
    await host.change({ kind: 'remove-file', path: '/a/b' });
    expect([...unflushed]).deep.equal([]);
  });

  it('leaves nothing behind when a write fails', async () => {
    await mkdir(join(root, 'a/b'), { recursive: true });
    const failure = await write('/a/b').catch((error: unknown) => error);
    expect(failure).instanceOf(KubeadmError);
    expect((failure as KubeadmError).hint).match(/folder/);
    expect(await readdir(join(root, 'a'))).deep.equal(['b']);
  });

  it('removes what a killed run left beside the file, and nothing else', async () => {
    await mkdir(join(root, 'a'));
    for (const name of ['.ca.key.0bb2afc5cc2f.tmp', '.ca.key.notours.tmp', '.ca.key.swp', '.sa.key.0bb2afc5cc2f.tmp']) {
      await writeFile(join(root, 'a', name), 'PRIVATE');
    }
    await write('/a/ca.key');
    expect((await readdir(join(root, 'a'))).sort()).deep.equal([
      '.ca.key.notours.tmp',
      '.ca.key.swp',
      '.sa.key.0bb2afc5cc2f.tmp',
      'ca.key',
    ]);
  });

  it('replaces a symbolic link instead of writing through it', async () => {
    await writeFile(join(root, 'outside'), 'precious');
    await mkdir(join(root, 'a'));
    await symlink(join(root, 'outside'), join(root, 'a/link'));
    await write('/a/link', 'new');
    expect(await readFile(join(root, 'outside'), 'utf8')).equal('precious');
  });

  it('reads what is absent as absent', async () => {
    expect(await host.readFile('/none')).equal(undefined);
    expect(await host.stat('/none/below')).equal(undefined);
    expect(await host.listDirectory('/none')).equal(undefined);
  });

  it('adds accounts under the lock of the shadow tools, and waits for nobody who is gone', async () => {
    await mkdir(join(root, 'etc'));
    await writeFile(join(root, 'etc/group'), 'root:x:0:', { mode: 0o644 });
    await writeFile(join(root, 'etc/group.lock'), '999999999');
    await host.change({ kind: 'add-accounts', path: '/etc/group', lines: ['a:x:1:', 'b:x:2:'] });
    expect(await host.readFile('/etc/group')).equal('root:x:0:\na:x:1:\nb:x:2:\n');
    expect(await readdir(join(root, 'etc'))).deep.equal(['group']);
  });

  it('knows a taken port from a free one', async () => {
    const server = createServer().listen(0);
    const { port } = server.address() as { port: number };
    expect(await host.probePort(port)).equal('EADDRINUSE');
    await new Promise((done) => server.close(done));
    expect(await host.probePort(port)).equal(undefined);
  });

  it('runs a command inside the root that it was given', async () => {
    // nothing is there to run
    expect((await host.query(['true'])).code).not.equal(0);
  });

  it('gives up waiting with the last reason, and says in between why it waits', async () => {
    let looks = 0;
    const failure = await host
      .until('the moon', async () => ({ notYet: `look ${(looks += 1)}` }), { timeoutMs: 60, intervalMs: 10 })
      .catch((error: unknown) => error);
    expect((failure as KubeadmError).code).equal('wait-timeout');
    expect((failure as KubeadmError).message).match(/the moon: not ready after 0.1s: look \d+/);
    expect(looks).greaterThan(2);
  });

  it('takes a look that throws for not ready yet', async () => {
    let looks = 0;
    const waited = await host.until(
      'luck',
      async () => {
        looks += 1;
        if (looks < 3) throw new Error('connect ECONNREFUSED');
        return true;
      },
      { timeoutMs: 1000, intervalMs: 5 },
    );
    expect(looks).equal(3);
    expect(waited).lessThan(1000);
  });

  it('does not wait for what goes on in the background, and keeps its failure for the end', async () => {
    await mkdir(join(root, 'usr/bin'), { recursive: true });
    await writeFile(join(root, 'usr/bin/systemctl'), '#!/bin/sh\nexit 5\n');
    await chmod(join(root, 'usr/bin/systemctl'), 0o755);
    await host.change({ kind: 'run-service', action: 'restart', service: 'kubelet', background: true });
    const [outcome] = await Promise.allSettled(background);
    expect(outcome).include({ status: 'rejected' });
  });

  it('says why a service cannot be started', async () => {
    await mkdir(join(root, 'usr/bin'), { recursive: true });
    await writeFile(join(root, 'usr/bin/systemctl'), '#!/bin/sh\nexit 5\n');
    await chmod(join(root, 'usr/bin/systemctl'), 0o755);
    const failure = await host
      .change({ kind: 'run-service', action: 'restart', service: 'kubelet' })
      .catch((error: unknown) => error);
    expect((failure as KubeadmError).code).equal('service-failed');
  });
});

describe('errors of the file system', () => {
  for (const [code, expected] of [
    ['ENOSPC', 'disk-full'],
    ['EROFS', 'read-only-file-system'],
    ['EACCES', 'permission-denied'],
  ] as const) {
    it(`explains ${code} with a way out`, () => {
      const error = fileError('write', '/etc/kubernetes/admin.conf', Object.assign(new Error('raw'), { code }));
      expect(error.code).equal(expected);
      expect(error.message).include('/etc/kubernetes/admin.conf');
      expect(error.hint).match(/\w+/);
    });
  }
});
