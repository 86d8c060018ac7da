import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { ClusterClient } from '../../../pkg/kube/cluster-client.ts';
import { connectCluster } from '../../../pkg/kube/connect-cluster.ts';
import { startApiServer, type ApiServer } from '../../support/api-server/api-server.ts';
import type { Interception } from '../../support/api-server/request-handler.ts';
import { createTestAuthority, testKubeconfig, type TestAuthority } from '../../support/api-server/test-authority.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } };
const REF = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'default' };

async function errorOf(promise: Promise<unknown>): Promise<KubeadmError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(KubeadmError);
  return error as KubeadmError;
}

describe('ClusterClient', () => {
  let authority: TestAuthority;
  let server: ApiServer;
  let client: ClusterClient;
  /** What the server answers instead, request by request. */
  let answers: (Interception | undefined)[] = [];
  let requests: string[] = [];
  /** How many connections the server closes instead of answering. */
  let hangUps = 0;

  before(async () => {
    authority = await createTestAuthority();
    const serving = await authority.issue('api', { sans: ['127.0.0.1'], usages: ['server'] });
    server = await startApiServer({
      clientCa: authority.cert,
      ...serving,
      intercept: (request) => {
        requests.push(`${request.method} ${request.url}`);
        if (hangUps > 0) {
          hangUps -= 1;
          request.socket.destroy();
        }
        return answers.shift();
      },
    });
  });

  after(() => server.close());

  beforeEach(async () => {
    answers = [];
    requests = [];
    hangUps = 0;
    const pair = await authority.issue('admin', { organizations: ['system:masters'] });
    client = await connectCluster({
      kubeconfig: testKubeconfig(server.url, authority.cert, pair),
      requestTimeoutMs: 2000,
    });
  });

  afterEach(() => client.close());

  it('sends many requests over one connection', async () => {
    const before = server.handshakes();
    for (let index = 0; index < 5; index += 1) await client.getPath('/livez');
    expect(server.handshakes() - before).to.equal(1);
  });

  it('asks nothing but what was asked for: known kinds need no discovery', async () => {
    await client.get(REF);
    expect(requests).to.deep.equal(['GET /api/v1/namespaces/default/configmaps/a']);
  });

  it('asks the server where unknown kinds live, once', async () => {
    const resources = [
      { name: 'widgets/status', kind: 'Widget', namespaced: true },
      { name: 'widgets', kind: 'Widget', namespaced: true },
    ];
    answers = [
      { status: 200, body: { kind: 'APIResourceList', resources } },
      { status: 404, body: '' },
      { status: 404, body: '' },
    ];
    const ref = { apiVersion: 'example.test/v1', kind: 'Widget', name: 'w', namespace: 'default' };
    await client.get(ref);
    await client.get(ref);
    const path = '/apis/example.test/v1/namespaces/default/widgets/w';
    expect(requests).to.deep.equal(['GET /apis/example.test/v1', `GET ${path}`, `GET ${path}`]);
  });

  it('says so when the server does not know a kind', async () => {
    const error = await errorOf(client.get({ apiVersion: 'example.test/v1', kind: 'Widget', name: 'w' }));
    expect(error.code).to.equal('api-unknown-kind');
    expect(error.message).to.contain('Widget').and.contain('example.test/v1');
  });

  it('answers getPath with any status', async () => {
    answers = [{ status: 500, body: '[-]etcd failed' }];
    expect(await client.getPath('/livez')).to.deep.equal({ status: 500, body: '[-]etcd failed' });
    expect(await client.getPath('/livez')).to.deep.equal({ status: 200, body: 'ok' });
  });

  it('reads, replaces, and reads again when somebody was faster', async () => {
    await client.create(CONFIG_MAP);
    const conflict = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Conflict', code: 409 };
    answers = [undefined, { status: 409, body: conflict }];
    requests = [];
    await client.update({ ...CONFIG_MAP, metadata: { ...CONFIG_MAP.metadata, labels: { a: 'b' } } });
    expect(requests.map((request) => request.split(' ')[0])).to.deep.equal(['GET', 'PUT', 'GET', 'PUT']);
    expect(server.store.get(REF).metadata.labels).to.deep.equal({ a: 'b' });
  });

  it('gives up on an object that is never still', async () => {
    const conflict = {
      status: 409,
      body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Conflict', code: 409 },
    };
    answers = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? undefined : conflict));
    expect((await errorOf(client.update(CONFIG_MAP))).code).to.equal('api-conflict');
  });

  it('names itself as the manager of what it writes', async () => {
    await client.patch(REF, { ...CONFIG_MAP, data: {} }, 'apply');
    expect(requests.at(-1)).to.match(/\?fieldManager=kubeadm-ts&force=true$/);
  });

  for (const [status, body, code, words] of [
    [429, { kind: 'Status', status: 'Failure', reason: 'TooManyRequests' }, 'api-throttled', 'too much to do'],
    [
      429,
      { kind: 'Status', status: 'Failure', reason: 'TooManyRequests', message: 'storage is (re)initializing' },
      'api-throttled',
      'etcd does not answer it',
    ],
    [
      500,
      { kind: 'Status', status: 'Failure', message: 'etcdserver: request timed out' },
      'api-server-error',
      'etcdserver: request timed out',
    ],
    [503, 'upstream is gone', 'api-server-error', 'upstream is gone'],
    [400, { kind: 'Status', status: 'Failure', message: 'no such thing' }, 'api-bad-request', 'no such thing'],
    [200, '<html>a login page</html>', 'api-server-error', 'not JSON'],
  ] as const) {
    it(`turns an answer of ${status} into ${code}`, async () => {
      answers = [{ status, body }];
      const error = await errorOf(client.get(REF));
      expect(error.code).to.equal(code);
      expect(error.message).to.contain(words).and.contain('ConfigMap default/a');
      expect(error.hint).to.be.a('string');
    });
  }

  it('tells how long the server asks to wait', async () => {
    answers = [{ status: 429, body: {}, headers: { 'Retry-After': '7' } }];
    expect(await errorOf(client.get(REF))).to.have.property('retryAfterMs', 7000);
  });

  it('repeats no secret that the server quotes', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' } };
    for (const [status, details] of [
      [400, {}],
      [422, { causes: [{ reason: 'FieldValueInvalid', field: 'data', message: 'Invalid value: "hunter2"' }] }],
    ] as const) {
      answers = [{ status, body: { kind: 'Status', status: 'Failure', message: 'near ...hunter2...', details } }];
      const error = await errorOf(client.create(secret));
      expect(error.message).to.contain('Secret default/s').and.not.contain('hunter2');
    }
  });

  it('uses another address than the one in the kubeconfig when told so', async () => {
    const kubeconfig = testKubeconfig('https://load-balancer.invalid:6443', authority.cert);
    const local = await connectCluster({ kubeconfig, server: server.url });
    expect((await local.getPath('/livez')).body).to.equal('ok');
    local.close();
  });

  it('keeps a path that the server address has', async () => {
    const kubeconfig = testKubeconfig(`${server.url}/clusters/one/`, authority.cert);
    const gateway = await connectCluster({ kubeconfig });
    await gateway.getPath('/livez');
    expect(requests).to.deep.equal(['GET /clusters/one/livez']);
    gateway.close();
  });

  it('asks once more when the server closes an idle connection in that moment', async () => {
    await client.getPath('/livez');
    hangUps = 1;
    expect((await client.getPath('/livez')).status).to.equal(200);
    expect(requests).to.have.length(3);
  });

  it('does not create twice when the server closes the connection', async () => {
    await client.getPath('/livez');
    hangUps = 1;
    const error = await errorOf(client.create({ ...CONFIG_MAP, metadata: { name: 'once', namespace: 'default' } }));
    expect(error.code).to.equal('api-unreachable');
    expect(requests).to.have.length(2);
  });
});
