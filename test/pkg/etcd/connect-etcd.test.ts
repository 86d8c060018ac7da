import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { connectEtcd } from '../../../pkg/etcd/connect-etcd.ts';
import type { EtcdAccess } from '../../../pkg/etcd/etcd.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { startGatewayDouble, type GatewayDouble, type Reply } from '../../support/etcd/gateway-double.ts';
import { exampleAuthority, exampleLeaf } from '../../support/example-certificates.ts';
import { failureOf } from '../../support/failure.ts';

const DAY = 24 * 3_600_000;
// a real handshake looks at the real clock
const NOW = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
const PAST = { notBefore: new Date(Date.now() - 2 * DAY), notAfter: new Date(Date.now() - DAY) };
const authority = exampleAuthority({ commonName: 'etcd-ca', ...NOW });
const stranger = exampleAuthority({ commonName: 'other-ca', ...NOW });
const serving = exampleLeaf(authority, { commonName: 'cp1', names: ['127.0.0.1'], ...NOW });
const client = exampleLeaf(authority, { commonName: 'kube-etcd-healthcheck-client', usages: ['client'], ...NOW });
const TLS = { caFile: '/pki/ca.crt', certFile: '/pki/client.crt', keyFile: '/pki/client.key' };

const FILES: Readonly<Record<string, string>> = {
  [TLS.caFile]: certificatePem(authority.certificate),
  [TLS.certFile]: certificatePem(client.certificate),
  [TLS.keyFile]: privateKeyPem(client.key),
};

const MEMBERS = {
  members: [
    { ID: '9372538179322589801', name: 'cp1', peerURLs: ['https://a:2380'], clientURLs: ['https://a:2379'] },
    { ID: '18446744073709551615', peerURLs: ['https://b:2380'], isLearner: true },
  ],
};

describe('the client of etcd', () => {
  const doubles: GatewayDouble[] = [];

  afterEach(async () => {
    await Promise.all(doubles.splice(0).map((double) => double.close()));
  });

  it('shows numbers of 64 bits as etcdctl does, and gives what is left out its zero value', async () => {
    const { url } = await double(() => ok(MEMBERS));
    expect(await connect([url]).members()).deep.equal([
      {
        id: '8211f1d0f64f3269',
        name: 'cp1',
        peerUrls: ['https://a:2380'],
        clientUrls: ['https://a:2379'],
        learner: false,
      },
      { id: 'ffffffffffffffff', name: '', peerUrls: ['https://b:2380'], clientUrls: [], learner: true },
    ]);
  });

  it('sends such numbers as the gateway takes them', async () => {
    const { url, asked } = await double(() => ok({}));
    await connect([url]).remove('ffffffffffffffff');
    await connect([url]).addLearner('https://b:2380');
    expect(asked).deep.equal([
      { path: '/v3/cluster/member/remove', body: { ID: '18446744073709551615' } },
      { path: '/v3/cluster/member/add', body: { peerURLs: ['https://b:2380'], isLearner: true } },
    ]);
  });

  it('keeps its connection for the next call', async () => {
    const { url, connections } = await double(() => ok(MEMBERS));
    const etcd = connect([url]);
    for (let calls = 0; calls < 3; calls += 1) await etcd.members();
    expect(connections()).equal(1);
  });

  it('makes a new connection where the server closed the old one', async () => {
    const { url, connections } = await double(() => ok(MEMBERS));
    const etcd = connect([url]);
    await etcd.members();
    const [first] = doubles;
    first!.dropConnections();
    await etcd.members();
    expect(connections()).equal(2);
  });

  it('asks the next endpoint where one is down, and begins with the one that answered from then on', async () => {
    const { url, asked } = await double(() => ok(MEMBERS));
    const etcd = connect([await freeUrl(), url]);
    expect(await etcd.members()).length(2);
    expect(await etcd.members()).length(2);
    expect(asked).length(2);
  });

  it('tells of every endpoint when none answers', async () => {
    const urls = [await freeUrl(), await freeUrl()];
    const error = await failureOf(connect(urls).members());
    expect(error).include({ code: 'etcd-unreachable' });
    for (const url of urls) expect(error.message).include(`${url} is not there: nothing listens`);
    expect(error.hint).include('crictl ps -a --name etcd');
  });

  it('gives up a silent endpoint after two seconds', async () => {
    const { url } = await double(() => undefined);
    const begin = performance.now();
    const error = await failureOf(connect([url]).status(url));
    expect(error).include({ code: 'etcd-unreachable' });
    expect(error.message).include('took the connection and did not answer within 2s');
    expect(performance.now() - begin).within(1900, 3500);
  });

  it('gives up an endpoint that makes no connection after two seconds', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    try {
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const error = await failureOf(connect([url]).status(url));
      expect(error).include({ code: 'etcd-unreachable' });
      expect(error.message).include('cannot be reached: no connection within 2s');
      expect(error.hint).include('firewalls');
    } finally {
      server.close();
    }
  });

  it('says that there is no quorum where the silent endpoint knows no leader', async () => {
    const { url } = await double((path) =>
      path.endsWith('/status') ? ok({ leader: '0', errors: ['etcdserver: no leader'] }) : undefined,
    );
    const error = await failureOf(connect([url]).addLearner('https://b:2380'));
    expect(error).include({ code: 'etcd-no-quorum' });
  });

  it('does not talk to a server whose certificate another authority signed, has expired or is for others', async () => {
    for (const [pair, said] of [
      [exampleLeaf(stranger, { names: ['127.0.0.1'], ...NOW }), 'was not signed by /pki/ca.crt'],
      [exampleLeaf(authority, { names: ['127.0.0.1'], ...PAST }), 'has expired'],
      [exampleLeaf(authority, { names: ['192.0.2.1'], ...NOW }), 'is not for that name or address'],
    ] as const) {
      const { url, asked } = await double(() => ok(MEMBERS), pair);
      const error = await failureOf(connect([url]).members());
      expect(error).include({ code: 'etcd-tls' });
      expect(error.message).include(said);
      expect(asked).deep.equal([]);
    }
  });

  it('names the file that is missing or cannot be used, and looks again at the next call', async () => {
    const { url } = await double(() => ok(MEMBERS));
    for (const file of Object.values(TLS)) {
      const files: Record<string, string | undefined> = { ...FILES, [file]: undefined };
      const etcd = connect([url], files);
      const missing = await failureOf(etcd.members());
      expect(missing).include({ code: 'etcd-credentials' });
      expect(missing.message).include(file);
      files[file] = 'no PEM';
      expect((await failureOf(etcd.members())).message)
        .include(file)
        .and.not.include('no PEM');
      files[file] = FILES[file];
      expect(await etcd.members()).length(2);
    }
  });

  it('names both files where a certificate and a key do not belong together', async () => {
    const files = { ...FILES, [TLS.keyFile]: privateKeyPem(stranger.key) };
    const error = await failureOf(connect(['https://127.0.0.1:1'], files).members());
    expect(error).include({ code: 'etcd-credentials' });
    expect(error.message).include('/pki/client.crt and /pki/client.key');
  });

  const REFUSALS = [
    ['etcdserver: too many learner members in cluster', 'etcd-learner-limit'],
    ['etcdserver: can only promote a learner member which is in sync with leader', 'etcd-learner-not-ready'],
    ['etcdserver: Peer URLs already exists', 'etcd-member-exists'],
    ['etcdserver: member ID already exist', 'etcd-member-exists'],
    ['etcdserver: re-configuration failed due to not enough started members', 'etcd-unhealthy'],
    ['etcdserver: unhealthy cluster', 'etcd-unhealthy'],
    ['etcdserver: leader changed', 'etcd-unhealthy'],
    ['etcdserver: no leader', 'etcd-no-quorum'],
    ['etcdserver: request timed out, possibly due to previous leader failure', 'etcd-no-quorum'],
    ['etcdserver: mvcc: database space exceeded', 'etcd-no-space'],
    ['etcdserver: rpc not supported for learner', 'etcd-is-learner'],
    ['etcdserver: something of a later release', 'etcd-refused'],
  ] as const;

  for (const [message, code] of REFUSALS) {
    it(`takes "${message}" for ${code}, with a way out`, async () => {
      // 3.4 called the field `error`
      for (const field of ['message', 'error']) {
        const { url } = await double(() => ({ status: 400, body: JSON.stringify({ code: 9, [field]: message }) }));
        const error = await failureOf(connect([url]).addLearner('https://b:2380'));
        expect(error).include({ code });
        expect(error.message).include(url);
        expect(error.hint).not.equal(undefined);
      }
    });
  }

  it('says so where something else answers', async () => {
    const { url } = await double(() => ({ status: 404, body: '<html>' }));
    const error = await failureOf(connect([url]).members());
    expect(error).include({ code: 'etcd-refused' });
    expect(error.message).include('status 404');
  });

  it('has nothing to ask without endpoints', async () => {
    expect(await failureOf(connect([]).members())).include({ code: 'etcd-unreachable' });
  });

  async function double(answer: (path: string) => Reply | undefined, pair = serving): Promise<GatewayDouble> {
    const started = await startGatewayDouble(pair, authority, answer);
    doubles.push(started);
    return started;
  }
});

function connect(endpoints: readonly string[], files: Readonly<Record<string, string | undefined>> = FILES) {
  const access: EtcdAccess = { endpoints, tls: TLS };
  return connectEtcd({ readFile: async (path) => files[path] }, access);
}

function ok(body: object): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

/** Where nothing listens. */
async function freeUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `https://127.0.0.1:${port}`;
}
