import type { Host, Readiness } from '../../../pkg/host/host.ts';
import { failed, FINE, problemOf, type Findings } from '../check.ts';

/** What the check is called. Not of the reference. */
export const API_SERVER_HEALTH = 'APIServerHealth';
const FIX =
  'see which part is not well: kubectl get --raw "/livez?verbose"; and its log: kubectl -n kube-system logs -l component=kube-apiserver';

/**
 * Whether the API server says that it is well: without it nothing else can be asked. Where an interrupted upgrade goes
 * on, it may just be starting.
 *
 * @param patienceMs - how long it may take to say so
 */
export async function apiServerHealth(host: Host, patienceMs: number): Promise<Findings> {
  const look = async (): Promise<Readiness> => {
    const { status, body } = await host.apiGet('/livez');
    // whoever may not ask for its health is answered all the same
    if (status === 200 || status === 401 || status === 403) return true;
    return { notYet: `status ${status}: ${body.trim().split('\n').slice(0, 5).join('; ')}` };
  };
  try {
    await host.until('the API server to be well', look, { timeoutMs: patienceMs });
    return FINE;
  } catch (error) {
    return failed(problemOf(error, FIX));
  }
}
