import { expect } from 'chai';
import { failureOf } from './failure-of.ts';
import { contract } from './server-under-test.ts';

const NAMESPACE = 'kube-public';

function pod(name: string, labels: Readonly<Record<string, string>> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE, labels },
    spec: {
      automountServiceAccountToken: false,
      containers: [{ name: 'web', image: 'web:1' }],
      terminationGracePeriodSeconds: 0,
    },
  };
}

function budget(name: string, app: string) {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: NAMESPACE },
    spec: { minAvailable: 1, selector: { matchLabels: { app } } },
  };
}

contract('Evictions', (subject) => {
  const admin = () => subject().admin;
  const find = (name: string) => admin().get({ apiVersion: 'v1', kind: 'Pod', name, namespace: NAMESPACE });
  const evict = (name: string) => admin().evict({ name, namespace: NAMESPACE });
  /** A Pod that waits for a node has nothing to disrupt. */
  const runs = async (name: string): Promise<void> => {
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${name}/status`;
    const body = { status: { phase: 'Running' } };
    const { status } = await subject().raw({
      method: 'PATCH',
      path,
      body,
      contentType: 'application/merge-patch+json',
    });
    expect(status).to.equal(200);
  };
  before(() =>
    admin()
      .create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: NAMESPACE } })
      .catch(() => undefined),
  );

  it('remove a Pod that no budget selects', async () => {
    await admin().create(pod('free'));
    await evict('free');
    expect(await find('free')).to.equal(undefined);
  });

  it('remove a Pod that does not run yet, whatever its budget', async () => {
    await admin().create(budget('waiting', 'waiting'));
    await admin().create(pod('pending', { app: 'waiting' }));
    await evict('pending');
    expect(await find('pending')).to.equal(undefined);
  });

  it('are no failure where the Pod is gone', () => evict('nobody'));

  it('are refused by a budget, which the error names', async () => {
    await admin().create(budget('tight', 'tight'));
    await admin().create(pod('kept', { app: 'tight' }));
    await runs('kept');
    const failure = await failureOf(evict('kept'));
    expect(failure).to.include({ code: 'eviction-blocked' });
    expect(failure.message).to.include(`PodDisruptionBudget ${NAMESPACE}/tight keeps Pod ${NAMESPACE}/kept`);
    expect(await find('kept')).not.to.equal(undefined);
  });
});
