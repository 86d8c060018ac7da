import { cpSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ClusterNode } from '../support/node/node.ts';
import { eventually } from '../support/node/process.ts';

const POLL_API = fileURLToPath(new URL('./poll-api.js', import.meta.url));
const PKI = '/etc/kubernetes/pki';
const FILES = ['ca.crt', 'apiserver-kubelet-client.crt', 'apiserver-kubelet-client.key'];

/** How reading went. */
export interface Polled {
  readonly answers: number;
  /** Polls that nobody answered. */
  readonly failures: number;
  /** The longest time between two answers, in milliseconds. */
  readonly longest: number;
}

/** What {@link pollApi} saw. */
export interface PolledServers {
  /** Why the last poll failed that did. */
  readonly lastFailure: string;
  /** A client that asks all servers in turn, and the next one where one does not answer. */
  readonly client: Polled;
  /** Each server for itself, in the order of the control planes. */
  readonly servers: readonly Polled[];
}

/**
 * Read from API servers every 100 ms, from a machine that is none of them.
 *
 * @returns ends the polling, and tells how it went
 */
export async function pollApi(
  from: ClusterNode,
  controlPlanes: readonly ClusterNode[],
): Promise<() => Promise<PolledServers>> {
  const [source] = controlPlanes;
  mkdirSync(from.path('/run/poll'), { recursive: true });
  for (const file of FILES) cpSync(source!.path(`${PKI}/${file}`), from.path(`/run/poll/${file}`));
  const servers = controlPlanes.map(({ options }) => `https://${options.address}:6443`);
  // the certificate is one for reading Nodes; a single object is read from etcd, not from the server's memory
  const path = `/api/v1/nodes/${source!.options.name}`;
  let begun = false;
  const files = FILES.map((file) => `/run/poll/${file}`);
  const command = from.start([process.execPath, POLL_API, ...files, path, ...servers], () => (begun = true));
  const end = async (): Promise<PolledServers> => {
    command.signal('SIGTERM');
    const { stdout, stderr } = await command.ended;
    const told = stdout.trim().split('\n').at(-1) ?? '';
    if (!told.startsWith('{')) throw new Error(`the poller told nothing: ${stderr}`);
    return JSON.parse(told) as PolledServers;
  };
  const first = eventually('the first answer', 10_000, () => begun || undefined);
  await first.catch(async (error: unknown) => {
    throw new Error(`nobody answers the poller: ${(await end()).lastFailure}`, { cause: error });
  });
  return end;
}
