import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { KNOWN_RESOURCES } from '../../../pkg/kube/resource-table.ts';
import { failureStatus, refused, type Asked } from './failures.ts';
import { at, isRecord, textAt } from './json.ts';
import type { ObjectStore } from './object-store.ts';

/** A Pod whose removal is asked for. */
export interface Evicted {
  readonly name: string;
  readonly namespace: string;
}

/** Remove a Pod as the budgets that select it allow it (their `status.disruptionsAllowed`). @throws ApiError */
export function evict(store: ObjectStore, { name, namespace }: Evicted): void {
  const ref = { apiVersion: 'v1', kind: 'Pod', name, namespace };
  const pod = store.get(ref);
  const resource = KNOWN_RESOURCES.find(({ kind }) => kind === 'Pod')!;
  const ask: Asked = { verb: 'evict', resource, name, namespace };
  const budgets = store
    .list('policy/v1', 'PodDisruptionBudget', { namespace })
    .items.filter((budget) => selects(budget, pod));
  const [budget] = disrupts(pod) ? budgets : [];
  if (budget !== undefined && budgets.length > 1) {
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw refused(ask, failureStatus(500, 'InternalError', message));
  }
  if (budget !== undefined) spend(store, budget, ask);
  store.delete(ref);
}

/** What has not begun, or has ended, is no disruption. */
function disrupts(pod: KubeObject): boolean {
  return !['Pending', 'Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase') ?? 'Pending');
}

function selects(budget: KubeObject, pod: KubeObject): boolean {
  const wanted = at(budget, 'spec', 'selector', 'matchLabels');
  const labels = pod.metadata.labels ?? {};
  return isRecord(wanted) && Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function spend(store: ObjectStore, budget: KubeObject, ask: Asked): void {
  const number = (name: string): number => Number(at(budget, 'status', name) ?? 0);
  const allowed = number('disruptionsAllowed');
  if (allowed <= 0) {
    const message = `The disruption budget ${budget.metadata.name} needs ${number('desiredHealthy')} healthy pods and has ${number('currentHealthy')} currently`;
    throw refused(
      ask,
      failureStatus(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
        causes: [{ reason: 'DisruptionBudget', message }],
      }),
    );
  }
  const status = at(budget, 'status');
  const left = { ...(isRecord(status) ? status : {}), disruptionsAllowed: allowed - 1 };
  store.update({ ...budget, status: left } as KubeObject, { statusOnly: true });
}
