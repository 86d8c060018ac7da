import { expect } from 'chai';
import { connectEtcd } from '../../pkg/etcd/connect-etcd.ts';
import { EtcdNode } from '../support/etcd/etcd-node.ts';
import type { ClientCredentials } from '../support/etcd/https-request.ts';
import { failureOf } from '../support/failure.ts';
import { requirePart } from '../support/parts.ts';

const TLS = { caFile: '/pki/ca.crt', certFile: '/pki/client.crt', keyFile: '/pki/client.key' };

describe('the client of etcd, with a real etcd', function () {
  this.timeout(60_000);
  let etcd: EtcdNode | undefined;

  before(async function () {
    etcd = await EtcdNode.start(await requirePart(this, 'etcd'));
  });

  after(() => etcd?.stop());

  for (const pair of ['etcd/healthcheck-client', 'apiserver-etcd-client', 'etcd/peer', 'etcd/server']) {
    it(`is let in with ${pair}`, async () => {
      const members = await client(etcd!.credentials(pair)).members();
      expect(members).length(1);
      expect(members[0]).include({ name: 'cp1', learner: false });
    });
  }

  it('names the certificate of another authority, which etcd does not accept', async () => {
    const { cert, key } = etcd!.credentials('apiserver-kubelet-client') as ClientCredentials;
    // whether the alert or the end of the connection arrives first is a matter of luck
    for (let times = 0; times < 20; times += 1) {
      const error = await failureOf(client({ ...etcd!.credentials(), cert, key }).members());
      expect(error).include({ code: 'etcd-tls' });
      expect(error.message).include('does not accept the client certificate /pki/client.crt');
      expect(error.hint).include('openssl verify -CAfile /pki/ca.crt /pki/client.crt');
    }
  });

  it('names the authority that did not sign the certificate of etcd', async () => {
    const error = await failureOf(client(etcd!.credentials('etcd/healthcheck-client', 'ca')).members());
    expect(error).include({ code: 'etcd-tls' });
    expect(error.message).include('was not signed by /pki/ca.crt');
  });

  function client({ ca, cert, key }: ClientCredentials) {
    const files: Readonly<Record<string, string | undefined>> = {
      [TLS.caFile]: ca,
      [TLS.certFile]: cert,
      [TLS.keyFile]: key,
    };
    return connectEtcd({ readFile: async (path) => files[path] }, { endpoints: [etcd!.clientUrl], tls: TLS });
  }
});
