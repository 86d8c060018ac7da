// `npm run bench:certs`: making, renewing and checking certificates, against the reference (KUBEADM_BIN), paired in one
// run. Needs root, for --rootfs. Medians of the pairs' ratios are what counts; the machine should have nothing else to do.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTurn, median, type Timed } from './pairs.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const BIN = fileURLToPath(new URL('../../dist/kubeadm-ts.js', import.meta.url));
const REFERENCE = process.env['KUBEADM_BIN'];
if (!existsSync(BIN)) throw new Error('dist/ is missing: run `npm run build` first');
if (REFERENCE === undefined) throw new Error('set KUBEADM_BIN to the binary of the reference');

const folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-bench-'));
const PROGRAMS = { ours: [process.execPath, BIN], reference: [REFERENCE] } as const;
type Side = keyof typeof PROGRAMS;
type Algorithm = 'RSA-2048' | 'ECDSA-P256';

const config = (algorithm: Algorithm): string => `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 192.0.2.10}
nodeRegistration: {name: cp1, criSocket: unix:///run/containerd/containerd.sock}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.2
encryptionAlgorithm: ${algorithm}
`;

const NOTHING: Timed = { name: 'nothing', command: ['true'] };

/** A machine's files: each side works on its own. */
const rootOf = (side: Side, algorithm: Algorithm): string => join(folder, `${side}-${algorithm}`);

function timed(side: Side, algorithm: Algorithm, words: readonly string[], prepare?: () => void): Timed {
  const root = rootOf(side, algorithm);
  const command = [...PROGRAMS[side], ...words, '--config', '/c.yaml', '--rootfs', root];
  return { name: `${words.join(' ')}, ${algorithm}`, command, ...(prepare === undefined ? {} : { prepare }) };
}

const line = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, index) => cell.padEnd(index === 0 ? 44 : 16)).join(''));

console.log(
  `${availableParallelism()} CPUs, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}, ${ROUNDS} rounds`,
);
line('', 'kubeadm-ts', 'reference', 'ratio', 'bar');
let missed = false;
for (const [words, algorithm, bar] of [
  [['init', 'phase', 'certs', 'all'], 'RSA-2048', 0.6],
  [['init', 'phase', 'certs', 'all'], 'ECDSA-P256', 2.0],
  [['certs', 'renew', 'all'], 'RSA-2048', 0.8],
  [['certs', 'renew', 'all'], 'ECDSA-P256', 2.0],
  [['certs', 'check-expiration'], 'RSA-2048', 2.0],
] as const) {
  makeRoots(algorithm);
  const clean = (side: Side) => (): void => {
    if (words[0] === 'init')
      rmSync(join(rootOf(side, algorithm), 'etc/kubernetes/pki'), { recursive: true, force: true });
  };
  const ours = timed('ours', algorithm, words, clean('ours'));
  const times = inTurn(ours, timed('reference', algorithm, words, clean('reference')), ROUNDS);
  const ratio = median(times.a.map((took, index) => took / (times.b[index] ?? NaN)));
  missed ||= ratio > bar;
  const ms = (values: readonly number[]): string => `${median(values).toFixed(0)} ms`;
  line(ours.name, ms(times.a), ms(times.b), ratio.toFixed(2), `${bar.toFixed(1)} ${ratio > bar ? 'MISSED' : 'held'}`);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = missed ? 1 : 0;

/** Both sides begin with the same control plane, made by this program. */
function makeRoots(algorithm: Algorithm): void {
  const [mine, other] = [rootOf('ours', algorithm), rootOf('reference', algorithm)];
  rmSync(mine, { recursive: true, force: true });
  rmSync(other, { recursive: true, force: true });
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, 'c.yaml'), config(algorithm));
  for (const phase of ['certs', 'kubeconfig'])
    inTurn(timed('ours', algorithm, ['init', 'phase', phase, 'all']), NOTHING, 0);
  cpSync(mine, other, { recursive: true });
}
