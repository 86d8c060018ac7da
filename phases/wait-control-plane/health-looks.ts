import type { HostView, HttpResult, Readiness } from '../../pkg/host/host.ts';
import { healthUrl, manifestOf, type ProbedComponent } from './health-endpoints.ts';

/** One look must not hold up the next ones for long. */
const LOOK_TIMEOUT_MS = 5_000;

/** One look at somebody's health. */
export type Look = () => Promise<Readiness>;

/** Whether the kubelet is healthy. */
export function kubeletLook(view: HostView, url: string): Look {
  return async () => judge(await view.httpGet(url, { timeoutMs: LOOK_TIMEOUT_MS }));
}

/** Whether the API server is alive and lets the administrator in. */
export function apiServerLook(view: HostView): Look {
  return async () => judge(await view.apiGet('/livez'));
}

/** Whether a component is healthy that answers without credentials. */
export function componentLook(view: HostView, component: ProbedComponent): Look {
  return async () => {
    const url = healthUrl(component, await manifestOf(view, component));
    return judge(await view.httpGet(url, { timeoutMs: LOOK_TIMEOUT_MS, skipTlsVerification: true }));
  };
}

function judge({ status, body }: HttpResult): Readiness {
  if (status === 200) return true;
  const failed = body.split('\n').filter((line) => line.startsWith('[-]'));
  const said =
    failed.length > 0 ? failed.map((line) => line.slice(3).split(' ')[0]).join(', ') : body.trim().split('\n')[0];
  return {
    notYet: `it answers with status ${status}${said === undefined || said === '' ? '' : ` (${said.slice(0, 120)})`}`,
  };
}
