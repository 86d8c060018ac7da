// `npm run bench`: whole processes, paired in one run, as ratios. With KUBEADM_BIN the other side is the reference.
// The machine should have nothing else to do. Medians of the pairs' ratios are what counts.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTurn, median, type Timed } from './pairs.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const BIN = fileURLToPath(new URL('../../dist/kubeadm-ts.js', import.meta.url));
const REFERENCE = process.env['KUBEADM_BIN'];
if (!existsSync(BIN)) throw new Error('dist/ is missing: run `npm run build` first');

const folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-bench-'));
const FIXED = ['--kubernetes-version', 'v1.36.2', '--apiserver-advertise-address', '192.0.2.10'];
const ours = (...words: readonly string[]): readonly string[] => [process.execPath, BIN, ...words];
const line = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, index) => cell.padEnd(index === 0 ? 44 : 18)).join(''));

line('', 'kubeadm-ts', 'other', 'difference', 'ratio', 'bar');
const bare: Timed = { name: 'node -e 0', command: [process.execPath, '-e', '0'] };
compare({ name: 'version, against node -e 0', command: ours('version') }, bare, '+30 ms');
compare({ name: 'token generate, against node -e 0', command: ours('token', 'generate') }, bare, '+30 ms');
if (REFERENCE === undefined) console.log('the rest is compared with the reference: set KUBEADM_BIN to its binary');
else againstReference(REFERENCE);
rmSync(folder, { recursive: true, force: true });

function againstReference(reference: string): void {
  for (const [algorithm, bar] of [
    ['RSA-2048', '0.8'],
    ['ECDSA-P256', ''],
  ] as const) {
    const gates = algorithm === 'RSA-2048' ? [] : ['--feature-gates', 'PublicKeysECDSA=true'];
    // `init phase certs all` has no such flag: the gate is for the dry run only
    if (gates.length === 0) {
      const certs = (program: readonly string[], name: string): Timed => {
        const pki = join(folder, name);
        const command = [...program, 'init', 'phase', 'certs', 'all', '--cert-dir', pki, ...FIXED];
        return {
          name: `init phase certs all, ${algorithm}`,
          command,
          prepare: () => rmSync(pki, { recursive: true, force: true }),
        };
      };
      compare(certs(ours(), 'ours'), certs([reference], 'reference'), bar);
    }
    const dryRun = (program: readonly string[]): Timed => ({
      name: `init --dry-run, ${algorithm}`,
      command: [
        ...program,
        'init',
        '--dry-run',
        '--ignore-preflight-errors',
        'all',
        '--node-name',
        'cp1',
        ...FIXED,
        ...gates,
      ],
      env: { KUBEADM_INIT_DRYRUN_DIR: folder },
    });
    compare(dryRun(ours()), dryRun([reference]), bar);
  }
}

function compare(a: Timed, b: Timed, bar: string): void {
  const times = inTurn(a, b, ROUNDS);
  const ratios = times.a.map((took, index) => took / (times.b[index] ?? NaN));
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  line(
    a.name,
    ms(median(times.a)),
    ms(median(times.b)),
    ms(median(times.a) - median(times.b)),
    median(ratios).toFixed(2),
    bar,
  );
}
