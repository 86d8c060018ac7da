import { join } from 'node:path';
import { skipSuite } from '../support/parts.ts';
import { findBinaries } from '../support/node/binaries.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { copyProgram } from '../support/node/program.ts';
import type { Program } from '../support/node/programs.ts';
import { Testbed, type NodeRequest } from '../support/node/testbed.ts';

/** What the suites share: packing and loading the images takes some seconds. */
export interface Shared {
  readonly testbed: Testbed;
  /** This program: the path of its bundle. */
  readonly program: string;
  /** The same, as words of a command. */
  readonly ours: Program;
}

let opened: Promise<Shared> | undefined;

/** The testbed, opened once for all suites; to be called in `before`, skips the suite where there can be none. */
export function openTestbed(context: Mocha.Context): Promise<Shared> {
  const binaries = findBinaries();
  if ('missing' in binaries) return skipSuite(context, binaries.missing);
  opened ??= Testbed.open(binaries).then((testbed) => {
    const program = copyProgram(join(testbed.folder, 'program'));
    return { testbed, program, ours: [process.execPath, program] };
  });
  return opened;
}

/** The reference; skips the suite from its `before` where there is none. */
export function requireReference(context: Mocha.Context, { testbed }: Shared): Program {
  return [testbed.binaries.kubeadm ?? skipSuite(context, 'KUBEADM_BIN does not name the reference')];
}

/** A fresh node for the time of one piece of work; the end of its kubelet's log is shown when that fails. */
export async function withNode<T>(
  { testbed }: Shared,
  request: NodeRequest,
  use: (node: ClusterNode) => Promise<T>,
): Promise<T> {
  const node = await testbed.startNode(request);
  try {
    return await use(node);
  } catch (error) {
    console.log((await node.run('tail', '--lines=15', '/var/log/kubelet.log')).stdout);
    throw error;
  } finally {
    await testbed.end(node);
  }
}

/** Say how long something took: the numbers are what a person runs these suites for. */
export function tellTime(what: string, milliseconds: number): void {
  console.log(`      ${what}: ${(milliseconds / 1000).toFixed(2)}s`);
}

// outside every suite: after the last of them
after(async () => {
  const shared = await opened?.catch(() => undefined);
  await shared?.testbed.close();
});
