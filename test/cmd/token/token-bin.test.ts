import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startApiServer, type ApiServer } from '../../support/api-server/api-server.ts';
import { createTestAuthority, testKubeconfig } from '../../support/api-server/test-authority.ts';
import { tokenSecret } from '../../support/odd-tokens.ts';

const BIN = fileURLToPath(new URL('../../../dist/kubeadm-ts.js', import.meta.url));
/** Their table is larger than what a pipe takes before somebody reads. */
const TOKENS = 1_000;

describe('the built program, with a cluster', function () {
  this.timeout(60_000);
  let folder: string;
  let server: ApiServer;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    if (!existsSync(BIN)) throw new Error('dist/ is missing: run `npm run build` first');
    folder = await mkdtemp(join(tmpdir(), 'kubeadm-ts-token-'));
    const authority = await createTestAuthority();
    const serving = await authority.issue('kube-apiserver', { sans: ['127.0.0.1'], usages: ['server'] });
    server = await startApiServer({ clientCa: authority.cert, ...serving });
    const admin = await authority.issue('admin', { organizations: ['system:masters'] });
    const kubeconfig = join(folder, 'admin.conf');
    await writeFile(kubeconfig, testKubeconfig(server.url, authority.cert, admin));
    env = { ...process.env, KUBECONFIG: kubeconfig };
    for (let index = 0; index < TOKENS; index += 1) {
      server.store.create(tokenSecret(`t${String(index).padStart(5, '0')}`));
    }
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const shell = (script: string): Promise<string> =>
    new Promise((resolve) => {
      const child = spawn('sh', ['-c', script, 'sh', process.execPath, BIN], { env });
      let printed = '';
      child.stdout.on('data', (data) => (printed += String(data)));
      child.stderr.on('data', (data) => (printed += String(data)));
      child.on('close', () => resolve(printed));
    });

  it('prints all of a long list, also to somebody who reads slowly', async () => {
    expect(await shell('"$1" "$2" token list | wc -l')).equal(`${TOKENS + 1}\n`);
    expect(await shell('"$1" "$2" token list | (sleep 1; wc -l)')).equal(`${TOKENS + 1}\n`);
  });

  it('does not mind when nobody reads on', async () => {
    expect(await shell('"$1" "$2" token list -o name | head -1')).equal('t00000\n');
  });

  it('makes a token that it then lists and deletes', async () => {
    const script =
      'id=$("$1" "$2" token create | cut -c1-6); "$1" "$2" token list | grep -c "^$id"; "$1" "$2" token delete $id';
    expect(await shell(script)).match(/^1\nbootstrap token "[a-z0-9]{6}" deleted\n$/);
  });
});
