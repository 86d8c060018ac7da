import { connect } from 'node:tls';
import { expect } from 'chai';
import { EtcdNode } from '../support/etcd/etcd-node.ts';
import { httpsRequest, type ClientCredentials } from '../support/etcd/https-request.ts';
import { requirePart } from '../support/parts.ts';

describe('etcd, for real, with the certificates and arguments that this program writes', function () {
  this.timeout(60_000);
  let etcd: EtcdNode | undefined;

  before(async function () {
    etcd = await EtcdNode.start(await requirePart(this, 'etcd'));
  });

  after(() => etcd?.stop());

  it('keeps what the API server stores with apiserver-etcd-client', async () => {
    const credentials = etcd!.credentials('apiserver-etcd-client');
    const key = base64('/registry/example');
    await post(`${etcd!.clientUrl}/v3/kv/put`, credentials, { key, value: base64('stored') });
    const { kvs } = await post(`${etcd!.clientUrl}/v3/kv/range`, credentials, { key });
    expect(kvs?.[0]).to.include({ key, value: base64('stored') });
  });

  it('answers health checks with healthcheck-client', async () => {
    const answer = await httpsRequest(`${etcd!.clientUrl}/health`, etcd!.credentials('etcd/healthcheck-client'));
    expect(answer.status).to.equal(200);
    expect(JSON.parse(answer.body)).to.include({ health: 'true' });
  });

  it('takes a peer on the peer port', async () => {
    const answer = await httpsRequest(`${etcd!.peerUrl}/members`, etcd!.credentials('etcd/peer'));
    expect(answer.status).to.equal(200);
    const [member] = JSON.parse(answer.body) as readonly Record<string, unknown>[];
    expect(member).to.deep.include({ name: 'cp1', peerURLs: [etcd!.peerUrl], clientURLs: [etcd!.clientUrl] });
  });

  it('turns away who has no certificate, on both ports', async () => {
    for (const url of [etcd!.clientUrl, etcd!.peerUrl]) {
      expect(await failure(`${url}/version`, etcd!.credentials())).to.match(/certificate required|bad certificate/i);
    }
  });

  it('turns away who has a certificate of another authority, on both ports', async () => {
    const { cert, key } = etcd!.credentials('apiserver-kubelet-client') as { cert: string; key: string };
    for (const url of [etcd!.clientUrl, etcd!.peerUrl]) {
      expect(await failure(`${url}/version`, { ...etcd!.credentials(), cert, key })).to.match(
        /certificate|unknown ca/i,
      );
    }
  });

  it('serves names and addresses that a client may call it by, and is not taken for another authority', async () => {
    for (const name of ['localhost', 'cp1']) expect(await verifiedAs(name)).to.equal(true);
    expect(await verifiedAs('elsewhere')).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
    const wrong = etcd!.credentials('apiserver-etcd-client', 'ca');
    expect(await failure(`${etcd!.clientUrl}/version`, wrong)).to.match(/self.signed|unable to (get|verify)/i);
  });

  /** Connect and check the certificate for a name. */
  function verifiedAs(servername: string): Promise<true | string | undefined> {
    return new Promise((resolve) => {
      const { port } = new URL(etcd!.clientUrl);
      const options = {
        ...etcd!.credentials('etcd/healthcheck-client'),
        host: '127.0.0.1',
        port: Number(port),
        servername,
      };
      const socket = connect(options, () => {
        resolve(true);
        socket.destroy();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
  }
});

/** The message of the failure. */
async function failure(url: string, credentials: ClientCredentials): Promise<string> {
  return httpsRequest(url, credentials).then(
    ({ status }) => `no failure, but status ${status}`,
    (error: Error) => error.message,
  );
}

/** A call of etcd's JSON gateway. */
async function post(
  url: string,
  credentials: ClientCredentials,
  body: object,
): Promise<{ readonly kvs?: readonly object[] }> {
  const answer = await httpsRequest(url, credentials, body);
  expect(answer.status, answer.body).to.equal(200);
  return JSON.parse(answer.body) as { readonly kvs?: readonly object[] };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
