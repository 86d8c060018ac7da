// `npx tsx test/bench/token-list.ts`: `token list` with 5,000 tokens, ours and the reference's in turn, as ratios. Needs
// dist/ and KUBEADM_BIN; with KUBE_BIN the server is a real kube-apiserver with etcd, else the double of the tests.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectCluster } from '../../pkg/kube/connect-cluster.ts';
import { startDouble } from '../contract/start-double.ts';
import { startRealApiServer } from '../contract/start-real-api-server.ts';
import { createTestAuthority, testKubeconfig } from '../support/api-server/test-authority.ts';
import { tokenSecret } from '../support/odd-tokens.ts';
import { median } from './pairs.ts';

const TOKENS = 5_000;
/** Requests at the same time while the tokens are made. */
const AT_ONCE = 50;
const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const BIN = fileURLToPath(new URL('../../dist/kubeadm-ts.js', import.meta.url));
const REFERENCE = process.env['KUBEADM_BIN'];
const real = process.env['KUBE_BIN'] !== undefined;
if (!existsSync(BIN)) throw new Error('dist/ is missing: run `npm run build` first');

const folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-bench-'));
const kubeconfig = join(folder, 'admin.conf');
const authority = await createTestAuthority();
const serving = await authority.issue('kube-apiserver', { sans: ['127.0.0.1', 'localhost'], usages: ['server'] });
const secrets = { authority, serving, token: 'bench-token' };
const server = await (real ? startRealApiServer(secrets) : startDouble(secrets));
try {
  const admin = await authority.issue('admin', { organizations: ['system:masters'] });
  writeFileSync(kubeconfig, testKubeconfig(server.url, authority.cert, admin));
  await makeTokens();
  console.log(`token list, ${TOKENS} tokens, ${real ? 'kube-apiserver' : 'the double'}, ${ROUNDS} rounds (bar: 1.0)`);
  for (const format of ['text', 'json', 'yaml']) await compare(format);
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function makeTokens(): Promise<void> {
  const client = await connectCluster({ kubeconfig: testKubeconfig(server.url, authority.cert, await adminPair()) });
  for (let begun = 0; begun < TOKENS; begun += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, index) => client.create(exampleToken(begun + index)));
    await Promise.all(some);
  }
  client.close();
}

function adminPair() {
  return authority.issue('maker', { organizations: ['system:masters'] });
}

function exampleToken(index: number) {
  const expiration = new Date(Date.now() + 3_600_000 + index * 1000).toISOString().replace(/\.\d+/, '');
  return tokenSecret(`t${String(index).padStart(5, '0')}`, {
    expiration,
    description: `for machine ${index}`,
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
    'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
  });
}

async function compare(format: string): Promise<void> {
  const words = ['token', 'list', ...(format === 'text' ? [] : ['-o', format])];
  const [ours, theirs]: [number[], number[]] = [[], []];
  // one run each does not count
  for (let round = 0; round <= ROUNDS; round += 1) {
    const a = await once([process.execPath, BIN, ...words]);
    const b = REFERENCE === undefined ? NaN : await once([REFERENCE, ...words]);
    if (round === 0) continue;
    ours.push(a);
    theirs.push(b);
  }
  const ratio = median(ours.map((took, index) => took / (theirs[index] ?? NaN)));
  const ms = (times: readonly number[]): string => `${median(times).toFixed(0)} ms`;
  console.log(`${format.padEnd(6)} kubeadm-ts ${ms(ours)}  reference ${ms(theirs)}  median ratio ${ratio.toFixed(2)}`);
}

/** Wall time of one process in milliseconds. */
function once([program = '', ...args]: readonly string[]): Promise<number> {
  // this variable makes every start of Node slower by 100 ms and more
  const { NODE_EXTRA_CA_CERTS: _slow, ...inherited } = process.env;
  const env = { ...inherited, KUBECONFIG: kubeconfig };
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    // somebody reads the list: /dev/null would favour who writes it row by row
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.resume();
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(performance.now() - begin) : reject(new Error(`${program} ended with ${String(code)}`)),
    );
  });
}
