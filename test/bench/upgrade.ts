// `npm run bench:upgrade`: `upgrade apply` on one control plane, ours and the reference's in turn, each on a fresh node
// whose cluster kubeadm-ts made. Needs root, KUBE_BIN, KUBE_BIN_EARLIER, CRI_BIN, RUNC and CNI_BIN as the end-to-end
// suite does, and KUBEADM_BIN.
import { join } from 'node:path';
import { findBinaries, type Binaries } from '../support/node/binaries.ts';
import { waitUntilControlPlane } from '../support/node/cluster-waits.ts';
import { copyProgram, initBy, writeConfig } from '../support/node/program.ts';
import type { Program } from '../support/node/programs.ts';
import { Testbed } from '../support/node/testbed.ts';
import { applyUpgrade } from '../support/node/upgrade.ts';
import { median } from './pairs.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
/** Highest ratio to the reference's wall time that is good enough. */
const BAR = 0.9;

const found = findBinaries();
const missing = whatIsMissing(found);
if (missing !== undefined || 'missing' in found) {
  console.log(`cannot run: ${missing ?? ''}`);
  process.exit(0);
}
const binaries = found;
delete process.env['NODE_EXTRA_CA_CERTS'];
const testbed = await Testbed.open(binaries);
try {
  const ours = [process.execPath, copyProgram(join(testbed.folder, 'program'))];
  const reference = [binaries.kubeadm ?? ''];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [first, second] = round % 2 === 0 ? [ours, reference] : [reference, ours];
    const times = new Map([[first, await once(ours, first)]]);
    times.set(second, await once(ours, second));
    const [a, b] = [times.get(ours) ?? NaN, times.get(reference) ?? NaN];
    ratios.push(a / b);
    console.log(`  ${seconds(a)} ${seconds(b)}  ratio ${(a / b).toFixed(2)}`);
  }
  console.log(`upgrade apply: median ratio ${median(ratios).toFixed(2)} (bar ${BAR})`);
} finally {
  await testbed.close();
}

/** Milliseconds of a whole process. */
async function once(maker: Program, upgrader: Program): Promise<number> {
  const node = await testbed.startNode({ name: 'bench', number: 1 });
  try {
    writeConfig(node, { cluster: { kubernetesVersion: binaries.earlier?.kubernetesVersion } });
    const init = await initBy(node, maker, []);
    if (init.code !== 0) throw new Error(`init ended with ${init.code}: ${init.stderr.slice(-800)}`);
    await waitUntilControlPlane(node, 'bench');
    const { code, stderr, stdout, milliseconds } = await applyUpgrade(node, upgrader, binaries.kubernetesVersion);
    if (code !== 0)
      throw new Error(`${upgrader.join(' ')} ended with ${code}: ${stderr.slice(-2000)}${stdout.slice(-800)}`);
    return milliseconds;
  } finally {
    await testbed.end(node);
  }
}

function whatIsMissing(binaries: Binaries | { readonly missing: string }): string | undefined {
  if ('missing' in binaries) return binaries.missing;
  if (binaries.kubeadm === undefined) return 'KUBEADM_BIN is not set';
  return binaries.earlier === undefined ? 'KUBE_BIN_EARLIER names no folder with an earlier version' : undefined;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)}s`;
}
