// `npx tsx test/bench/upgrade-plan.ts`: `upgrade plan` of a cluster with 5,000 nodes: wall time and memory of whole
// processes, ours and (with KUBEADM_BIN) the reference's in turn. The server is the double of the tests, in this process.
// Needs dist/ and root.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { SimulatedCluster } from '../support/simulated-cluster.ts';
import { mirrorPod, playJobs } from '../support/upgrade-machine.ts';
import { median } from './pairs.ts';

const NODES = Number(process.env['NODES'] ?? 5_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 9);
const BAR = { milliseconds: 2_000, mebibytes: 200 };
const BIN = fileURLToPath(new URL('../../dist/kubeadm-ts.js', import.meta.url));
const REFERENCE = process.env['KUBEADM_BIN'];
if (!existsSync(BIN)) throw new Error('dist/ is missing: run `npm run build` first');

const root = mkdtempSync(join(tmpdir(), 'kubeadm-ts-bench-'));
const cluster = await SimulatedCluster.start();
try {
  const bytes = fill(cluster);
  const size = (bytes / NODES / 1024).toFixed(1);
  console.log(
    `upgrade plan, ${NODES} nodes of ${size} KiB, ${ROUNDS} rounds (bar: ${BAR.milliseconds} ms, ${BAR.mebibytes} MiB)`,
  );
  const [ours, theirs]: [Run[], Run[]] = [[], []];
  // one run each does not count
  for (let round = 0; round <= ROUNDS; round += 1) {
    const mine = await once([process.execPath, BIN, 'upgrade', 'plan', 'v1.36.9', '-o', 'json', '--rootfs', root]);
    const other =
      REFERENCE === undefined
        ? undefined
        : await once([REFERENCE, 'upgrade', 'plan', 'v1.36.9', '-o', 'json', '--rootfs', root]);
    if (round === 0) continue;
    ours.push(mine);
    if (other !== undefined) theirs.push(other);
  }
  tell('kubeadm-ts', ours);
  if (theirs.length > 0) tell('reference', theirs);
} finally {
  await cluster.close();
  rmSync(root, { recursive: true, force: true });
}
process.exit(0);

interface Run {
  readonly milliseconds: number;
  /** Of this process on the processors, where others have work as well. */
  readonly processor: number;
  readonly mebibytes: number;
}

function tell(name: string, runs: readonly Run[]): void {
  const time = median(runs.map(({ milliseconds }) => milliseconds)).toFixed(0);
  const processor = median(runs.map((run) => run.processor)).toFixed(0);
  const most = Math.max(...runs.map(({ mebibytes }) => mebibytes)).toFixed(0);
  console.log(`${name.padEnd(11)} median ${time} ms (${processor} ms of processor time), at most ${most} MiB`);
}

/** Nodes as a real kubelet reports them, and the files of the first control plane below a folder. @returns bytes of all Nodes */
function fill({ first, server }: SimulatedCluster): number {
  const { store } = server;
  for (const component of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
    store.create(mirrorPod(component, 'cp1', `registry.k8s.io/${component}:v1.36.2`));
  let bytes = 0;
  for (let index = 0; index < NODES; index += 1) {
    const node = exampleNode(`worker-${String(index).padStart(5, '0')}`);
    bytes += JSON.stringify(node).length;
    store.create(node);
  }
  playJobs(store);
  for (const path of first.paths()) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, first.file(path)?.content ?? '', { mode: 0o600 });
  }
  return bytes;
}

function exampleNode(name: string): KubeObject {
  const images = Array.from({ length: 50 }, (_, index) => ({
    names: [
      `registry.example.com/team/service-${index}@sha256:${String(index).padStart(64, '0')}`,
      `registry.example.com/team/service-${index}:v1.${index}.0`,
    ],
    sizeBytes: 50_000_000 + index,
  }));
  const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
    type,
    status: type === 'Ready' ? 'True' : 'False',
    lastHeartbeatTime: '2026-01-02T03:04:05Z',
    message: 'kubelet has what it needs',
  }));
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' } },
    spec: { podCIDR: '10.244.0.0/24' },
    status: { conditions, images, nodeInfo: { kubeletVersion: 'v1.36.2', kernelVersion: '6.12.0' } },
  };
  return node;
}

/** Wall time and the largest memory of one process. */
function once([program = '', ...args]: readonly string[]): Promise<Run> {
  // this variable makes every start of Node slower by 100 ms and more
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = process.env;
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let most = 0;
    let processor = 0;
    const look = setInterval(() => {
      most = Math.max(most, memoryOf(child.pid));
      processor = Math.max(processor, processorOf(child.pid));
    }, 10);
    let printed = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.length));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(look);
      if (code !== 0 || printed < NODES) reject(new Error(`${program} ended with ${String(code)}: ${said}`));
      else resolve({ milliseconds: performance.now() - begin, processor, mebibytes: most / 1024 });
    });
  });
}

/** KiB that were resident at most so far. */
function memoryOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Milliseconds of user and system time so far; the kernel counts in hundredths of a second. */
function processorOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}
