import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { emptyDirectory } from '../../../pkg/host/cleaning.ts';
import type { Host } from '../../../pkg/host/host.ts';
import { realHost } from '../../../pkg/host/real-host.ts';
import { machineView } from '../../../pkg/host/real-view.ts';
import { failureOf } from '../../support/failure.ts';
import { skipSuite } from '../../support/parts.ts';

function hostAt(rootfs: string): Host {
  const runtime = () => {
    throw new Error('no runtime here');
  };
  const none = async () => undefined;
  const reader = { getObject: none, listObjects: async () => [], apiGet: async () => ({ status: 200, body: '' }) };
  return realHost({
    machine: machineView({ rootfs, env: process.env, uid: 0, runtime }),
    cluster: { ...reader, clusterOf: () => reader, apply: none, grantAdmin: none, evict: none },
    rootfs,
    pid: process.pid,
    runtime,
    emit: () => undefined,
    clock: () => performance.now(),
  });
}

describe('cleaning a real machine', () => {
  let root: string;
  let host: Host;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cleaning-'));
    host = hostAt(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function write(path: string, content = 'x'): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  const empty = (path: string): Promise<void> => host.change({ kind: 'empty-directory', path });

  it('empties a folder and keeps it, with its mode', async () => {
    await write('/pki/etcd/ca.key');
    await write('/pki/.hidden');
    await chmod(join(root, 'pki'), 0o700);
    await empty('/pki');
    expect(await readdir(join(root, 'pki'))).deep.equal([]);
    expect((await stat(join(root, 'pki'))).mode & 0o777).equal(0o700);
  });

  it('removes a file, a folder in its place, or a link, but never what a link leads to', async () => {
    await write('/outside/precious');
    await write('/a.conf/x');
    await write('/b.conf');
    await symlink(join(root, 'outside'), join(root, 'c.conf'));
    for (const path of ['/a.conf', '/b.conf', '/c.conf', '/absent.conf'])
      await host.change({ kind: 'remove-file', path });
    expect(await readdir(root)).deep.equal(['outside']);
    expect(await readFile(join(root, 'outside/precious'), 'utf8')).equal('x');
  });

  it('has nothing to do without the folder', async () => {
    await empty('/pki');
    expect(await readdir(root)).deep.equal([]);
  });

  it('removes symbolic links and never follows them', async () => {
    await write('/outside/precious');
    await write('/pki/deep/x');
    await symlink(join(root, 'outside'), join(root, 'pki/folder'));
    await symlink(join(root, 'outside'), join(root, 'pki/deep/folder'));
    await symlink(join(root, 'outside/precious'), join(root, 'pki/file'));
    await symlink('/nowhere', join(root, 'pki/dangling'));
    await empty('/pki');
    expect(await readdir(join(root, 'pki'))).deep.equal([]);
    expect(await readFile(join(root, 'outside/precious'), 'utf8')).equal('x');
  });

  it('leaves a folder alone that is itself a link, and a file', async () => {
    await write('/outside/precious');
    await symlink(join(root, 'outside'), join(root, 'link'));
    expect((await failureOf(empty('/link'))).message).match(/\/link is a symbolic link/);
    expect((await failureOf(empty('/outside/precious'))).code).equal('not-a-folder');
    expect(await readFile(join(root, 'outside/precious'), 'utf8')).equal('x');
    expect((await lstat(join(root, 'link'))).isSymbolicLink()).equal(true);
  });

  it('passes over mount points, and what leads to them', async () => {
    await write('/etcd/member/wal/disk/1.wal');
    await write('/etcd/member/wal/2.wal');
    await write('/etcd/member/snap/db');
    await write('/etcd/token');
    const keep = [join(root, 'etcd/member/wal/disk'), join(root, 'etcd/token'), '/elsewhere'];
    await emptyDirectory(join(root, 'etcd'), '/etcd', async () => keep);
    expect(await readdir(join(root, 'etcd'), { recursive: true })).members([
      'member',
      'token',
      'member/wal',
      'member/wal/disk',
      'member/wal/disk/1.wal',
    ]);
  });

  it('takes accounts out of a database, and keeps everything else of it', async () => {
    await write('/etc/group', '# ours\nroot:x:0:\nkubeadm-etcd:x:101:\nkubeadm-etcd-2:x:102:\n');
    await chmod(join(root, 'etc/group'), 0o640);
    const change = { kind: 'remove-accounts', path: '/etc/group', names: ['kubeadm-etcd', 'absent'] } as const;
    await host.change(change);
    expect(await host.readFile('/etc/group')).equal('# ours\nroot:x:0:\nkubeadm-etcd-2:x:102:\n');
    expect((await stat(join(root, 'etc/group'))).mode & 0o777).equal(0o640);
    await host.change(change);
    expect(await readdir(join(root, 'etc'))).deep.equal(['group']);
  });

  it('does not make an account database that is not there', async () => {
    await host.change({ kind: 'remove-accounts', path: '/etc/passwd', names: ['a'] });
    expect(await readdir(root)).deep.equal([]);
  });
});

describe('cleaning a machine with mounts', function () {
  let root: string;
  /** Paths are those of the machine: what is mounted is below the temporary folder. */
  const host = hostAt('');

  before(async function () {
    root = await mkdtemp(join(tmpdir(), 'mounts-'));
    await mkdir(join(root, 'source'));
    await mkdir(join(root, 'folder/mount'), { recursive: true });
    try {
      execFileSync('mount', ['--bind', join(root, 'source'), join(root, 'folder/mount')], { stdio: 'pipe' });
      execFileSync('umount', [join(root, 'folder/mount')], { stdio: 'pipe' });
    } catch {
      skipSuite(this, 'it may not mount anything here');
    }
  });
  beforeEach(async () => {
    await mkdir(join(root, 'folder/mount'), { recursive: true });
    await writeFile(join(root, 'source/precious'), 'x');
    execFileSync('mount', ['--bind', join(root, 'source'), join(root, 'folder/mount')]);
  });
  afterEach(() => {
    try {
      execFileSync('umount', [join(root, 'folder/mount')], { stdio: 'pipe' });
    } catch {
      // the test itself took it off
    }
  });
  after(() => rm(root, { recursive: true, force: true }));

  it('never removes anything through a bind mount', async () => {
    await writeFile(join(root, 'folder/other'), 'x');
    await host.change({ kind: 'empty-directory', path: join(root, 'folder') });
    expect(await readdir(join(root, 'folder'))).deep.equal(['mount']);
    expect(await readFile(join(root, 'source/precious'), 'utf8')).equal('x');
  });

  it('removes nothing of a folder in the place of a file while something is mounted in it', async () => {
    const failure = await failureOf(host.change({ kind: 'remove-file', path: join(root, 'folder') }));
    expect(failure.code).equal('something-mounted');
    expect(failure.message).include(join(root, 'folder/mount'));
    expect(await readFile(join(root, 'source/precious'), 'utf8')).equal('x');
  });

  it('finds the mount behind a symbolic link to a folder above', async () => {
    await symlink(root, join(root, 'link')).catch(() => undefined);
    await host.change({ kind: 'empty-directory', path: join(root, 'link/folder') });
    expect(await readFile(join(root, 'source/precious'), 'utf8')).equal('x');
  });

  it('takes a mount off, and has nothing to do where there is none', async () => {
    const change = { kind: 'unmount', path: join(root, 'folder/mount'), flags: [] } as const;
    await host.change(change);
    expect(await readdir(join(root, 'folder/mount'))).deep.equal([]);
    await host.change(change);
  });

  it('says who keeps a mount busy, and takes it off from under its users when it is told to', async () => {
    const path = join(root, 'folder/mount');
    const cwd = process.cwd();
    process.chdir(path);
    try {
      const failure = await failureOf(host.change({ kind: 'unmount', path, flags: [] }));
      expect(failure.code).equal('unmount-failed');
      expect(failure.hint).include(`fuser -vm ${path}`);
      await host.change({ kind: 'unmount', path, flags: ['MNT_DETACH'] });
    } finally {
      process.chdir(cwd);
    }
    expect((await readFile('/proc/mounts', 'utf8')).includes(path)).equal(false);
  });
});
