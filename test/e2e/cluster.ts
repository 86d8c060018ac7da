import { expect } from 'chai';
import { waitUntilJoined } from '../support/node/cluster-waits.ts';
import type { Outcome } from '../support/node/process.ts';
import { runJoin, runReset } from '../support/node/join.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { initBy, writeConfig } from '../support/node/program.ts';
import { printedJoins, type PrintedJoins, type Program } from '../support/node/programs.ts';
import type { NodeRequest } from '../support/node/testbed.ts';
import { tellTime, type Shared } from './testbed.ts';

/** A cluster that machines can join, control planes too. */
export interface Cluster {
  /** Its first control plane. */
  readonly first: ClusterNode;
  /** What `init` printed for those who want to join. */
  readonly joins: Required<PrintedJoins>;
}

export interface ClusterRequest extends NodeRequest {
  /** `host:port` of a load balancer; the first node's own API server unless given. */
  readonly endpoint?: string;
  /** That of the programs on the nodes unless given. */
  readonly kubernetesVersion?: string;
}

/** Make a cluster with a program's `init --upload-certs`. */
export async function startCluster(shared: Shared, program: Program, request: ClusterRequest): Promise<Cluster> {
  const first = await shared.testbed.startNode(request);
  const { endpoint = `${first.options.address}:6443`, kubernetesVersion } = request;
  const version = kubernetesVersion === undefined ? {} : { kubernetesVersion };
  writeConfig(first, { cluster: { controlPlaneEndpoint: endpoint, ...version } });
  const init = await initBy(first, program, ['--upload-certs']);
  expectEnded(init);
  const { worker, controlPlane = [] } = printedJoins(init.stdout);
  expect(controlPlane, init.stdout).to.include('--certificate-key');
  return { first, joins: { worker, controlPlane } };
}

export type Role = keyof PrintedJoins;

/** Join with the printed command, and wait until the Node is Ready with its kube-proxy running. */
export async function joinCluster(
  { first, joins }: Cluster,
  node: ClusterNode,
  { program, role }: { readonly program: Program; readonly role: Role },
): Promise<void> {
  const joined = await runJoin(node, program, { words: joins[role] });
  expectEnded(joined);
  tellTime(`join of a ${role === 'worker' ? 'worker' : 'control plane'}`, joined.milliseconds);
  await waitUntilJoined(first, node.options.name);
}

/** Reset without a question, and forget the Node, as an administrator does. */
export async function resetNode({ first }: Cluster, node: ClusterNode, program: Program): Promise<Outcome> {
  const outcome = await runReset(node, program);
  expectEnded(outcome);
  tellTime('reset', outcome.milliseconds);
  await first.kubectl('delete', 'node', node.options.name);
  return outcome;
}

/** A program ended well; otherwise what it said is shown. */
export function expectEnded({ code, signal, stdout, stderr }: Outcome): void {
  expect(code ?? signal, `${stderr}\n${stdout}`).to.equal(0);
}
