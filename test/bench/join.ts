// `npm run bench:join`: joining and resetting machines, ours and the reference's in turn, on the nodes of one cluster.
// Needs root, KUBE_BIN, CRI_BIN, RUNC and CNI_BIN as the end-to-end suite does, and KUBEADM_BIN.
import { join } from 'node:path';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { findBinaries } from '../support/node/binaries.ts';
import { runJoin, runReset } from '../support/node/join.ts';
import type { ClusterNode } from '../support/node/node.ts';
import type { Outcome } from '../support/node/process.ts';
import { copyProgram, initBy, writeConfig } from '../support/node/program.ts';
import { printedJoins, type PrintedJoins, type Program } from '../support/node/programs.ts';
import { Testbed } from '../support/node/testbed.ts';
import { median } from './pairs.ts';

type Role = keyof PrintedJoins;

/** Pairs that count, for each kind of node. */
const ROUNDS: Readonly<Record<Role, number>> = {
  worker: Number(process.env['ROUNDS'] ?? 5),
  controlPlane: Number(process.env['CONTROL_PLANE_ROUNDS'] ?? 3),
};
/** Highest ratio to the reference's wall time that is good enough. */
const BARS: Readonly<Record<Role, number>> = { worker: 1, controlPlane: 0.5 };

interface Run {
  /** Milliseconds, whole processes. */
  readonly join: number;
  readonly reset: number;
}

interface Pair {
  readonly ours: Run;
  readonly reference: Run;
}

const reference = process.env['KUBEADM_BIN'];
const binaries = findBinaries();
if ('missing' in binaries || reference === undefined) {
  console.log(`cannot run: ${'missing' in binaries ? binaries.missing : 'KUBEADM_BIN is not set'}`);
  process.exit(0);
}
delete process.env['NODE_EXTRA_CA_CERTS'];
const testbed = await Testbed.open(binaries);
/** Every node has an address of its own: neighbours remember who had one. */
let number = 10;
try {
  const programs = { ours: [process.execPath, copyProgram(join(testbed.folder, 'program'))], reference: [reference] };
  const first = await testbed.startNode({ name: 'first', number });
  writeConfig(first, { cluster: { controlPlaneEndpoint: `${first.options.address}:6443` } });
  const joins = printedJoins(ended(await initBy(first, programs.ours, ['--upload-certs'])).stdout);
  await waitUntilControlPlane(first, 'first');
  for (const role of ['worker', 'controlPlane'] as const) {
    const words = joins[role] ?? [];
    const once = (program: Program): Promise<Run> => measure(first, role, program, words);
    report(
      role,
      await inTurn(
        ROUNDS[role],
        () => once(programs.ours),
        () => once(programs.reference),
      ),
    );
  }
} finally {
  await testbed.close();
}

/** The one first, then the other first, and so on: what a run leaves to the next is shared out. The first pair does not count. */
async function inTurn(rounds: number, ours: () => Promise<Run>, theirs: () => Promise<Run>): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const early = round % 2 === 0 ? await ours() : undefined;
    const other = await theirs();
    const pair = { ours: early ?? (await ours()), reference: other };
    if (round > 0) pairs.push(pair);
    console.log(
      `  join ${shown(pair, 'join')}  reset ${shown(pair, 'reset')}${round === 0 ? '  (does not count)' : ''}`,
    );
  }
  return pairs;
}

/** A fresh machine joins, comes to rest, is reset and goes. */
async function measure(first: ClusterNode, role: Role, program: Program, words: readonly string[]): Promise<Run> {
  const name = `bench${++number}`;
  const node = await testbed.startNode({ name, number });
  try {
    const joined = ended(await runJoin(node, program, { words }));
    await waitUntilJoined(first, name);
    if (role === 'controlPlane') await waitUntilControlPlane(first, name);
    const reset = ended(await runReset(node, program));
    await first.kubectl('delete', 'node', name);
    return { join: joined.milliseconds, reset: reset.milliseconds };
  } finally {
    await testbed.end(node);
  }
}

function report(role: Role, pairs: readonly Pair[]): void {
  const ratio = (of: keyof Run): string => median(pairs.map((pair) => pair.ours[of] / pair.reference[of])).toFixed(2);
  const who = role === 'worker' ? 'a worker' : 'a control plane';
  console.log(`join of ${who}: median ratio ${ratio('join')} (bar ${BARS[role]}); reset: ${ratio('reset')}`);
}

function shown({ ours, reference: other }: Pair, of: keyof Run): string {
  return `${seconds(ours[of])} ${seconds(other[of])} ratio ${(ours[of] / other[of]).toFixed(2)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)}s`;
}

function ended(outcome: Outcome): Outcome {
  const { code, stdout, stderr } = outcome;
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr.slice(-800)}${stdout.slice(-400)}`);
  return outcome;
}
