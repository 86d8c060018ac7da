import { request } from 'node:https';
import { after, describe } from 'mocha';
import type { ClusterClient } from '../../pkg/kube/cluster-client.ts';
import { connectCluster } from '../../pkg/kube/connect-cluster.ts';
import {
  createTestAuthority,
  testKubeconfig,
  type TestAuthority,
  type TestPair,
} from '../support/api-server/test-authority.ts';
import { startDouble } from './start-double.ts';
import { startRealApiServer } from './start-real-api-server.ts';

/** A running API server, and the CA whose client certificates it believes. */
export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Certificates and tokens that a server is started with. */
export interface ServerSecrets {
  readonly authority: TestAuthority;
  readonly serving: TestPair;
  /** A token of user `token-user`, groups `token-group`. */
  readonly token: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly user?: Partial<TestPair> & { readonly token?: string };
  /** Stop reading after so many lines. */
  readonly lines?: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  /** The parsed body, whatever it is. */
  readonly json: Record<string, unknown>;
}

/** One server and who talks to it. */
export interface Subject {
  readonly url: string;
  readonly authority: TestAuthority;
  readonly token: string;
  /** Group system:masters. */
  readonly admin: ClusterClient;
  readonly adminPair: TestPair;
  client(user: Partial<TestPair> & { readonly token?: string }): Promise<ClusterClient>;
  raw(request: RawRequest): Promise<RawAnswer>;
}

const TOKEN = 'contract-suite-token';

async function prepare(
  start: (secrets: ServerSecrets) => Promise<RunningServer>,
): Promise<{ subject: Subject; close: () => Promise<void> }> {
  const authority = await createTestAuthority();
  const serving = await authority.issue('kube-apiserver', { sans: ['127.0.0.1', 'localhost'], usages: ['server'] });
  const server = await start({ authority, serving, token: TOKEN });
  const adminPair = await authority.issue('contract-admin', { organizations: ['system:masters'] });
  const client = (user: Partial<TestPair> & { readonly token?: string }): Promise<ClusterClient> =>
    connectCluster({ kubeconfig: testKubeconfig(server.url, authority.cert, user) });
  const admin = await client(adminPair);
  const raw = (call: RawRequest): Promise<RawAnswer> => send(server.url, authority.cert, { user: adminPair, ...call });
  const subject: Subject = { url: server.url, authority, token: TOKEN, admin, adminPair, client, raw };
  return { subject, close: () => (admin.close(), server.close()) };
}

const SERVERS = [
  { title: 'the double', start: startDouble, skip: undefined },
  {
    title: 'a real kube-apiserver',
    start: startRealApiServer,
    skip:
      process.env['KUBE_BIN'] === undefined
        ? 'KUBE_BIN does not name a folder with kube-apiserver and etcd'
        : undefined,
  },
] as const;

type Prepared = ReturnType<typeof prepare>;
/** Servers are started once for all suites. */
const running = new Map<string, Prepared>();

after(async () => {
  for (const prepared of running.values()) await (await prepared).close();
});

/**
 * One suite over the double and over the real server, so that the double cannot lie.
 *
 * @param subject - call it inside tests only
 */
export function contract(title: string, suite: (subject: () => Subject) => void): void {
  for (const { title: which, start, skip } of SERVERS) {
    describe(`${title}, on ${which}`, () => {
      if (skip !== undefined) return void it(`is skipped: ${skip}`);
      let current: Subject | undefined;
      before(async function () {
        this.timeout(90_000);
        const prepared = running.get(which) ?? prepare(start);
        running.set(which, prepared);
        current = (await prepared).subject;
      });
      suite(() => {
        if (current === undefined) throw new Error('only inside tests');
        return current;
      });
    });
  }
}

/** One plain HTTPS request, on a connection of its own. */
function send(url: string, ca: string, call: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', path, body, contentType = 'application/json', user = {}, lines } = call;
  const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const headers = {
    ...(sent === undefined ? {} : { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(sent) }),
    ...(user.token === undefined ? {} : { Authorization: `Bearer ${user.token}` }),
  };
  return new Promise((resolve, reject) => {
    const options = { method, ca, headers, agent: false, cert: user.cert, key: user.key };
    const outgoing = request(`${url}${path}`, options, (response) => {
      let text = '';
      const done = (): void => resolve({ status: response.statusCode ?? 0, text, json: parse(text) });
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (lines !== undefined && text.split('\n').length > lines) {
          done();
          outgoing.destroy();
        }
      });
      response.on('end', done);
      response.on('error', done);
    });
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
