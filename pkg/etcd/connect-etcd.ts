import type { HostView } from '../host/host.ts';
import { loadCredentials } from './credentials.ts';
import type { Etcd, EtcdAccess } from './etcd.ts';
import { etcdOver } from './etcd-over.ts';
import { openConnections, readText, type Connections } from './exchange.ts';
import { snapshotBytes } from './snapshot.ts';
import { refusalError } from './refusal-error.ts';

/**
 * A client for an etcd cluster, over the HTTP/JSON gateway that every member serves beside gRPC, on the same port and
 * with the same certificates. Nothing is read or sent before the first call. Users that etcd itself keeps
 * (`etcdctl auth enable`) are not supported: a client certificate does not name one to the gateway.
 */
export function connectEtcd(view: Pick<HostView, 'readFile'>, access: EtcdAccess): Etcd {
  let opened: Promise<Connections> | undefined;
  const open = async (): Promise<Connections> =>
    openConnections(access, access.tls === undefined ? undefined : await loadCredentials(view, access.tls));
  return etcdOver(access.endpoints, async (endpoint, path, body) => {
    opened ??= open();
    // files that were missing may be there at the next call
    opened.catch(() => (opened = undefined));
    return answerOf(await opened, endpoint, path, body);
  });
}

/**
 * A snapshot of the whole database, as one member has it: the bytes of a file that etcdutl and etcdctl take.
 *
 * @param endpoint - the member's client URL
 * @throws EtcdError now when it refuses; while the bytes are read when it breaks off, or its hash does not fit
 */
export async function openSnapshot(
  view: Pick<HostView, 'readFile'>,
  access: EtcdAccess,
  endpoint: string,
): Promise<AsyncIterable<Uint8Array>> {
  const credentials = access.tls === undefined ? undefined : await loadCredentials(view, access.tls);
  const answer = await openConnections(access, credentials).post(endpoint, '/v3/maintenance/snapshot', {});
  if (answer.statusCode === 200) return snapshotBytes(endpoint, answer);
  throw refusalError(endpoint, answer.statusCode ?? 0, messageIn(parsed(await readText(answer, endpoint))));
}

async function answerOf(connections: Connections, endpoint: string, path: string, body: object): Promise<unknown> {
  const response = await connections.post(endpoint, `/v3/${path}`, body);
  const text = await readText(response, endpoint);
  const answer = parsed(text);
  if (response.statusCode === 200 && answer !== undefined) return answer;
  throw refusalError(endpoint, response.statusCode ?? 0, messageIn(answer));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** etcd 3.5 and newer say `message`; before it was `error` too. */
function messageIn(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return '';
  if ('message' in answer && typeof answer.message === 'string') return answer.message;
  return 'error' in answer && typeof answer.error === 'string' ? answer.error : '';
}
