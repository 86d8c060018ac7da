import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { movePath } from '../../../pkg/host/move-path.ts';
import { restoreSnapshot } from '../../../pkg/host/restore-snapshot.ts';
import type { CommandResult } from '../../../pkg/host/host.ts';
import { failureOf } from '../../support/failure.ts';

describe('restoring a snapshot on a real disk', () => {
  let root: string;
  let commands: (readonly string[])[];
  const at = (path: string): string => root + path;
  const change = {
    kind: 'restore-snapshot',
    path: '/snapshot.db',
    to: '/restored',
    name: 'cp1',
    peerUrl: 'https://192.0.2.10:2380',
    bumpRevision: true,
  } as const;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kubeadm-ts-restore-'));
    commands = [];
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** An etcdutl that makes a file, and then ends like this. */
  const tool = (result: CommandResult) => ({
    query: async (command: readonly string[]) => {
      commands.push(command);
      const folder = at(command[command.indexOf('--data-dir') + 1] ?? '');
      expect(await readdir(folder).catch(() => 'none')).equal('none');
      await mkdir(join(folder, 'member'), { recursive: true });
      await writeFile(join(folder, 'member', 'db'), 'data');
      return result;
    },
  });
  const done: CommandResult = { code: 0, stdout: '', stderr: '' };

  it('gives the folder its name when it is complete', async () => {
    await mkdir(at('/restored.partial/of a run that was killed'), { recursive: true });
    await restoreSnapshot(tool(done), change, at);
    expect(await readdir(root)).deep.equal(['restored']);
    expect(await readFile(at('/restored/member/db'), 'utf8')).equal('data');
    expect(commands[0]?.join(' ')).equal(
      'etcdutl snapshot restore /snapshot.db --data-dir /restored.partial --name cp1 ' +
        '--initial-cluster cp1=https://192.0.2.10:2380 --initial-advertise-peer-urls https://192.0.2.10:2380 ' +
        '--bump-revision 1000000000 --mark-compacted',
    );
  });

  it('asks an older etcdutl for nothing that it does not know', async () => {
    await restoreSnapshot(tool(done), { ...change, bumpRevision: false }, at);
    expect(commands[0]?.join(' ')).not.match(/bump|compacted/);
  });

  it('leaves nothing behind, and says what etcdutl said, when it fails', async () => {
    const failed = { code: 1, stdout: '', stderr: '{"level":"info"}\nError: expected sha256 [1], got [2]\n' };
    const { code, message } = await failureOf(restoreSnapshot(tool(failed), change, at));
    expect(code).equal('snapshot-not-restored');
    expect(message).include('Error: expected sha256 [1], got [2]');
    expect(await readdir(root)).deep.equal([]);
  });

  it('moves nothing over what is there, not even an empty folder', async () => {
    await mkdir(at('/one'));
    await mkdir(at('/two'));
    expect((await failureOf(movePath(at('/one'), at('/two'), '/two'))).code).equal('not-empty');
    expect(await readdir(root)).deep.equal(['one', 'two']);
    await movePath(at('/one'), at('/three'), '/three');
    expect(await readdir(root)).deep.equal(['three', 'two']);
  });
});
