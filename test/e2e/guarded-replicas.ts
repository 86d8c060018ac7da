import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Event } from '../../pkg/events/event.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { eventually } from '../support/node/process.ts';
import { webServer } from './web-server.ts';

const NAME = 'web';
const REPLICAS = 2;
const SELECTOR = `--selector=app=${NAME}`;

/** Two replicas of a web server on one node, one of which has to be there at any time. @param witness - a control plane */
export async function runGuarded(witness: ClusterNode, node: string): Promise<void> {
  const list = webServer() as { readonly items: readonly object[] };
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: NAME },
    spec: { minAvailable: 1, selector: { matchLabels: { app: NAME } } },
  };
  writeFileSync(witness.path('/run/guarded.json'), JSON.stringify({ ...list, items: [...list.items, budget] }));
  // the other nodes may take them later
  const others = ['-l', `kubernetes.io/hostname!=${node}`];
  await witness.kubectl('cordon', ...others);
  await witness.kubectl('apply', '--filename=/run/guarded.json');
  await witness.kubectl('scale', `deployment/${NAME}`, `--replicas=${REPLICAS}`);
  await eventually('the replicas', 60_000, async () => (await ready(witness)) === REPLICAS || undefined);
  if ((await replicasOn(witness, node)) !== REPLICAS) throw new Error(`the replicas are not on ${node}`);
  await witness.kubectl('uncordon', ...others);
}

/** Look how many replicas are ready, again and again. */
export function watchReplicas(witness: ClusterNode): { least(): Promise<number> } {
  let least = REPLICAS;
  let stopped = false;
  const watch = async (): Promise<void> => {
    for (; !stopped; await pause(100)) least = Math.min(least, (await ready(witness)) ?? least);
  };
  const watched = watch();
  return {
    least: async () => {
      stopped = true;
      await watched;
      return least;
    },
  };
}

/** How many replicas are on a node, those that are ending too. */
export async function replicasOn(witness: ClusterNode, node: string): Promise<number> {
  const where = `--field-selector=spec.nodeName=${node}`;
  const names = await witness.kubectl('get', 'pods', SELECTOR, where, '--output=name');
  return names.split('\n').filter(Boolean).length;
}

/** `true`, or nothing. */
export function isCordonedNode(witness: ClusterNode, node: string): Promise<string> {
  return witness.kubectl('get', 'node', node, '--output=jsonpath={.spec.unschedulable}');
}

/** The Deployments whose Pods a run evicted, each Pod once, out of its JSON stream. */
export function evictionsIn(stream: string): readonly string[] {
  const events = stream
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  return notes.flatMap((note) => /^evicted default\/(.+)-[a-z0-9]+-[a-z0-9]+$/.exec(note)?.[1] ?? []);
}

async function ready(witness: ClusterNode): Promise<number | undefined> {
  const count = '--output=jsonpath={.status.readyReplicas}';
  const words = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', 'get', `deployment/${NAME}`, count];
  const { code, stdout } = await witness.run(...words);
  return code === 0 ? Number(stdout) : undefined;
}
