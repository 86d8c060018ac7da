// `npm run bench:init`: whole runs of `init` on fresh nodes, ours and the reference's in turn. Needs root, KUBE_BIN,
// CRI_BIN, RUNC and CNI_BIN as the end-to-end suite does, and KUBEADM_BIN.
import { join } from 'node:path';
import { findBinaries } from '../support/node/binaries.ts';
import { copyProgram, initBy, writeConfig } from '../support/node/program.ts';
import { Testbed } from '../support/node/testbed.ts';
import { median } from './pairs.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const JOIN = '--discovery-token-ca-cert-hash';

interface Run {
  /** Milliseconds until the join command was printed. */
  readonly join: number;
  /** Milliseconds until the process ended. */
  readonly whole: number;
}

const reference = process.env['KUBEADM_BIN'];
const binaries = findBinaries();
if ('missing' in binaries || reference === undefined) {
  console.log(`cannot run: ${'missing' in binaries ? binaries.missing : 'KUBEADM_BIN is not set'}`);
  process.exit(0);
}
delete process.env['NODE_EXTRA_CA_CERTS'];
const testbed = await Testbed.open(binaries);
try {
  const ours = [process.execPath, copyProgram(join(testbed.folder, 'program'))];
  await compare('init, until the join command', ours, [reference], []);
  await compare('init --dry-run', ours, [reference], ['--dry-run']);
} finally {
  await testbed.close();
}

async function compare(name: string, a: readonly string[], b: readonly string[], flags: readonly string[]) {
  const pairs: { readonly a: Run; readonly b: Run }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const pair = { a: await once(a, flags), b: await once(b, flags) };
    pairs.push(pair);
    console.log(`  ${seconds(pair.a.join)} ${seconds(pair.b.join)}  ratio ${(pair.a.join / pair.b.join).toFixed(2)}`);
  }
  const ratio = (of: (run: Run) => number): string => median(pairs.map((pair) => of(pair.a) / of(pair.b))).toFixed(2);
  console.log(
    `${name}: median ratio ${ratio((run) => run.join)} (bar 0.8); whole processes ${ratio((run) => run.whole)}`,
  );
}

/** One run on a node of its own: the second would find what the first left. */
async function once(program: readonly string[], flags: readonly string[]): Promise<Run> {
  const node = await testbed.startNode({ name: 'bench', number: 1 });
  try {
    writeConfig(node);
    const begin = performance.now();
    let printed = NaN;
    const { code, stderr } = await initBy(node, program, flags, (line) => {
      if (line.includes(JOIN)) printed = performance.now() - begin;
    });
    const whole = performance.now() - begin;
    if (code !== 0) throw new Error(`${program.join(' ')} ended with ${code}: ${stderr.slice(-800)}`);
    // without a join command the end counts
    return { join: Number.isNaN(printed) ? whole : printed, whole };
  } finally {
    await testbed.end(node);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)}s`;
}
