// `npm run demo`: `kubeadm-ts init` on a simulated machine and an API server in memory, the ones that the tests use.
// Nothing outside the output folder is touched.
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../cmd/cli/main.ts';
import { processIo } from '../../cmd/cli/process-io.ts';
import { rootCommand } from '../../cmd/commands/root-command.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';

const OUTPUT = 'demo-output';
const KEPT = /^\/(etc\/kubernetes|var\/lib\/kubelet)\//;
/** A simulated machine answers at once; a little time between the phases lets a person read along. */
const PACE_MS = 60;

const io = processIo();
const machine = new SimulatedMachine({ now: new Date() });
const paced = Object.assign(Object.create(machine) as SimulatedMachine, {
  change: async (change: Parameters<SimulatedMachine['change']>[0]) => {
    if (io.stderrIsTTY) await sleep(PACE_MS);
    await machine.change(change);
  },
});
const words = process.argv.slice(2);
const argv =
  words.length > 0 ? words : ['init', '--kubernetes-version', 'v1.36.2', '--pod-network-cidr', '10.244.0.0/16'];
io.stderr(`$ kubeadm-ts ${argv.join(' ')}     (a simulated machine: nothing on this one is touched)\n\n`);
const code = await main(rootCommand, argv, {
  ...io,
  uid: 0,
  machine: () => ({
    view: paced,
    outside: {
      stat: async () => ({ kind: 'file', mode: 0o644, size: 0, uid: 0, gid: 0 }),
      readFile: (path) => readFile(path, 'utf8'),
    },
    startedAt: machine.now(),
    keys: createKeyPool(),
    host: () => paced,
    settle: async () => [],
    close: () => undefined,
  }),
});
const files = machine.paths().filter((path) => KEPT.test(path));
if (files.length > 0) await leaveTree(files);
process.exit(code);

/** Copies what stands on the simulated machine into the output folder, and shows it. */
async function leaveTree(paths: readonly string[]): Promise<void> {
  const root = resolve(OUTPUT);
  await rm(root, { recursive: true, force: true });
  io.stderr(`\nThe tree that it made stands in ${OUTPUT}/:\n`);
  for (const path of paths) {
    const entry = machine.file(path);
    if (entry === undefined) continue;
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, entry.content);
    await chmod(target, entry.mode);
    io.stderr(`  ${entry.mode.toString(8).padStart(4, '0')}  ${path}\n`);
  }
  const objects = machine.changes.flatMap((change) => ('object' in change ? [writeYaml(change.object)] : []));
  await writeFile(join(root, 'objects.yaml'), objects.join('---\n'));
  io.stderr(`  and the ${objects.length} API objects in ${OUTPUT}/objects.yaml\n`);
}
