import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { testKubeconfig } from '../support/api-server/test-authority.ts';
import { oddTokens } from '../support/odd-tokens.ts';
import { run } from '../support/simulated-run.ts';
import { contract } from './server-under-test.ts';

const FORMATS = [
  'text',
  'json',
  'yaml',
  'kyaml',
  'jsonpath={.token} {.usages} {.usages[*]} {.groups[0]} {.nothing}{"\\n"}',
  'jsonpath-as-json={.usages[*]}',
  'go-template={{.token}} {{.ttl}} {{range .usages}}<{{.}}>{{else}}none{{end}} {{if .description}}D{{end}}{{"\\n"}}',
  'template={{.}}',
];
const REFERENCE = process.env['KUBEADM_BIN'];

function reference(...words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(REFERENCE ?? '', words, { encoding: 'utf8' }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
}

contract('token list', (subject) => {
  let folder: string;
  let kubeconfig: string;

  before(async () => {
    const { admin, url, authority, adminPair } = subject();
    folder = await mkdtemp(join(tmpdir(), 'kubeadm-ts-tokens-'));
    kubeconfig = join(folder, 'admin.conf');
    await writeFile(kubeconfig, testKubeconfig(url, authority.cert, adminPair));
    for (const secret of oddTokens(new Date())) await admin.create(secret);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('lists the tokens and tells what it leaves out', async () => {
    const { code, stdout, stderr } = await run(['token', 'list', '--kubeconfig', kubeconfig, '-o', 'name']);
    expect(code, stderr).equal(0);
    // other suites leave tokens of their own
    expect(stdout.split('\n')).include.members(['t00000', 'd00000', 'signer', 'nothng', '000000']);
    for (const name of ['badend', 'noday0', 'small0', 'short0', 'nosecr', 'noid00', 'another']) {
      expect(stdout, name).not.include(name);
      expect(stderr, name).include(`Secret bootstrap-token-${name} is left out: `);
    }
    expect(stderr).include('Secret some-other-name is left out: its name');
  });

  for (const format of FORMATS) {
    const title = `prints what the reference prints, byte for byte, as ${format}`;
    if (REFERENCE === undefined) {
      it(`${title} [skipped: KUBEADM_BIN does not name its binary]`);
      continue;
    }
    it(title, async () => {
      const words = ['token', 'list', '--kubeconfig', kubeconfig, '-o', format];
      const expected = await reference(...words);
      const { code, stdout, stderr } = await run(words);
      expect(code, stderr).equal(0);
      expect(stdout).equal(expected);
    });
  }
});
