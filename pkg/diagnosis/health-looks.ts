import type { ClusterReader, HostView, HttpOptions, HttpResult, Readiness } from '../host/host.ts';

/** One look must not hold up the next ones for long. */
const LOOK_TIMEOUT_MS = 5_000;

/** One look at somebody's health. */
export type Look = () => Promise<Readiness>;

/** Whether the kubelet is healthy. */
export function kubeletLook(view: HostView, url: string): Look {
  return () => endpointLook(view, url);
}

/** Whether the API server is alive and lets the administrator in. */
export function apiServerLook(reader: Pick<ClusterReader, 'apiGet'>): Look {
  return async () => judge(await reader.apiGet('/livez'));
}

/**
 * One look at a health endpoint that answers without credentials. A refused connection is what every look meets until
 * the process listens.
 */
export async function endpointLook(
  view: HostView,
  url: string,
  options: Pick<HttpOptions, 'skipTlsVerification'> = {},
): Promise<Readiness> {
  try {
    return judge(await view.httpGet(url, { timeoutMs: LOOK_TIMEOUT_MS, ...options }));
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
