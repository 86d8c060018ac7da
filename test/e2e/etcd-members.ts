import { expect } from 'chai';
import type { ClusterNode } from '../support/node/node.ts';
import { eventually } from '../support/node/process.ts';
import { httpsGet } from './cluster-checks.ts';

const PKI = '/etc/kubernetes/pki/etcd';

/** A member of the cluster's etcd, as etcd tells it. */
export interface Member {
  /** Empty before its first start. */
  readonly name: string;
  readonly learner: boolean;
  /** Whether it answers for itself. */
  readonly healthy: boolean;
}

interface ListedMember {
  readonly name?: string;
  readonly clientURLs?: readonly string[];
  readonly isLearner?: boolean;
}

/** The members, asked of a control plane's own etcd through its HTTP gateway: not the way that this program takes. */
export async function etcdMembers(node: ClusterNode): Promise<readonly Member[]> {
  const { members } = (await ask(node, 'https://127.0.0.1:2379', 'cluster/member/list')) as {
    readonly members: readonly ListedMember[];
  };
  return Promise.all(
    members.map(async ({ name = '', isLearner: learner = false, clientURLs: [url] = [] }) => {
      const status = url === undefined ? undefined : await ask(node, url, 'maintenance/status').catch(() => undefined);
      return { name, learner, healthy: status !== undefined && !('errors' in status) };
    }),
  );
}

async function ask(node: ClusterNode, server: string, method: string): Promise<object> {
  const answer = await httpsGet(node, `${server}/v3/${method}`, {
    ca: `${PKI}/ca.crt`,
    client: `${PKI}/healthcheck-client`,
    body: '{}',
  });
  if (answer.status !== 200) throw new Error(`${server}: ${method}: ${JSON.stringify(answer)}`);
  return JSON.parse(answer.body ?? '{}') as object;
}

/** Exactly these nodes are members; all vote and answer. */
export async function expectMembers(witness: ClusterNode, names: readonly string[]): Promise<void> {
  const wanted = [...names].sort().map((name) => ({ name, learner: false, healthy: true }));
  let seen: readonly Member[] = [];
  const fits = async (): Promise<true | undefined> => {
    seen = [...(await etcdMembers(witness))].sort((a, b) => a.name.localeCompare(b.name));
    return JSON.stringify(seen) === JSON.stringify(wanted) || undefined;
  };
  await eventually('the members', 20_000, () => fits().catch(() => undefined)).catch(() => undefined);
  expect(seen).to.deep.equal(wanted);
}
