import { ApiError, hasCode } from './api-error.ts';
import type { EvictedPod } from './cluster-client.ts';

/** Cause of an eviction's refusal (policy/v1). */
const BUDGET = 'DisruptionBudget';
/** The server's words for a Pod that it will never evict: an internal error, by its code. */
const SEVERAL_BUDGETS = /more than one PodDisruptionBudget/;

/** What is posted to a Pod's `eviction` subresource. */
export function evictionBody({ name, namespace }: EvictedPod): object {
  return { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
}

/**
 * What a failure of an eviction means.
 *
 * @returns `undefined` where the Pod is gone
 */
export function evictionFailure(error: unknown, pod: EvictedPod): unknown {
  if (hasCode(error, 'not-found')) return undefined;
  if (!(error instanceof ApiError)) return error;
  const { status } = error;
  const cause = status.details?.causes?.find(({ reason }) => reason === BUDGET);
  if (cause !== undefined) return blocked(error, pod, cause.message ?? '');
  if (!SEVERAL_BUDGETS.test(status.message ?? '')) return error;
  const message = `Pod ${pod.namespace}/${pod.name} cannot be evicted: more than one PodDisruptionBudget selects it`;
  const hint = `see \`kubectl get poddisruptionbudgets --namespace ${pod.namespace}\`, and leave one of them`;
  return new ApiError('eviction-impossible', message, hint, status);
}

function blocked(error: ApiError, { name, namespace }: EvictedPod, said: string): ApiError {
  const [, budget] = /disruption budget (\S+)/i.exec(said) ?? [];
  const which = budget === undefined ? 'a PodDisruptionBudget' : `PodDisruptionBudget ${namespace}/${budget}`;
  const why = said === '' ? '' : `: ${said.replace(/\.$/, '')}`;
  return new ApiError(
    'eviction-blocked',
    `${which} keeps Pod ${namespace}/${name}${why}`,
    `more replicas that are ready, or a budget that allows a disruption, let it go: see \`kubectl describe poddisruptionbudget --namespace ${namespace} ${budget ?? ''}`.trimEnd() +
      '`',
    error.status,
    error.retryAfterMs,
  );
}
