import type { HostView, HttpResult, Readiness } from '../../pkg/host/host.ts';
import { healthUrl, manifestOf, type ProbedComponent } from './health-endpoints.ts';

/** One look must not hold up the next ones for long. */
const LOOK_TIMEOUT_MS = 5_000;

/** One look at somebody's health. */
export type Look = () => Promise<Readiness>;

/** Whether the kubelet is healthy. */
export function kubeletLook(view: HostView, url: string): Look {
  return async () => answered(view.httpGet(url, { timeoutMs: LOOK_TIMEOUT_MS }), url);
}

/** Whether the API server is alive and lets the administrator in. */
export function apiServerLook(view: HostView): Look {
  return async () => judge(await view.apiGet('/livez'));
}

/** Whether a component is healthy that answers without credentials. */
export function componentLook(view: HostView, component: ProbedComponent): Look {
  return async () => {
    const url = healthUrl(component, await manifestOf(view, component));
    return answered(view.httpGet(url, { timeoutMs: LOOK_TIMEOUT_MS, skipTlsVerification: true }), url);
  };
}

/** A refused connection is what every look meets until the process listens. */
async function answered(request: Promise<HttpResult>, url: string): Promise<Readiness> {
  try {
    return judge(await request);
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== 'ECONNREFUSED') throw error;
    return { notYet: `nothing listens on ${new URL(url).host} yet (connection refused)` };
  }
}

function judge({ status, body }: HttpResult): Readiness {
  if (status === 200) return true;
  const failed = body.split('\n').filter((line) => line.startsWith('[-]'));
  const said =
    failed.length > 0 ? failed.map((line) => line.slice(3).split(' ')[0]).join(', ') : firstLine(messageOf(body));
  return {
    notYet: `it answers with status ${status}${said === undefined || said === '' ? '' : ` (${said.slice(0, 120)})`}`,
  };
}

/** A refusal of the API server is a Status object, of which the message is meant for people. */
function messageOf(body: string): string {
  try {
    const status: unknown = JSON.parse(body);
    const message = typeof status === 'object' && status !== null && 'message' in status ? status.message : undefined;
    return typeof message === 'string' ? message : body;
  } catch {
    return body;
  }
}

function firstLine(text: string): string | undefined {
  return text.trim().split('\n')[0];
}
