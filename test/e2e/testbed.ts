import { join } from 'node:path';
import { skipSuite } from '../support/parts.ts';
import { findBinaries } from '../support/node/binaries.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { copyProgram } from '../support/node/program.ts';
import { Testbed, type NodeRequest } from '../support/node/testbed.ts';

/** What the suites share: packing and loading the images takes some seconds. */
interface Shared {
  readonly testbed: Testbed;
  /** This program. */
  readonly program: string;
}

let opened: Promise<Shared> | undefined;

/** The testbed, opened once for all suites; to be called in `before`, skips the suite where there can be none. */
export function openTestbed(context: Mocha.Context): Promise<Shared> {
  const binaries = findBinaries();
  if ('missing' in binaries) return skipSuite(context, binaries.missing);
  opened ??= Testbed.open(binaries).then((testbed) => ({
    testbed,
    program: copyProgram(join(testbed.folder, 'program')),
  }));
  return opened;
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
