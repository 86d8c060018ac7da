import { expect } from 'chai';
import {
  startJoinableCluster,
  type JoinableCluster,
  type JoinableOptions,
} from '../../support/api-server/joinable-cluster.ts';
import { createTestAuthority, type TestAuthority } from '../../support/api-server/test-authority.ts';
import { failing } from './failing.ts';

const HOUR = 3_600_000;

describe('a discovery that fails', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await createTestAuthority();
  });

  describe('because of certificates and clocks', () => {
    let cluster: JoinableCluster | undefined;
    const start = async (options: JoinableOptions): Promise<JoinableCluster> =>
      (cluster = await startJoinableCluster(options));
    afterEach(() => cluster?.close());

    it('blames a clock that is behind for a certificate that is not valid yet, with the measured difference', async () => {
      const { endpoint, pin } = await start({ serving: { from: 3600, to: 7000 }, clock: { ahead: 2 * HOUR + 90_000 } });
      const { code, text, seconds } = await failing(endpoint, { pin });
      expect(code).to.equal('discovery-clock-skew');
      expect(text)
        .to.contain('is not valid yet')
        .and.match(/clock is 2h 1m behind that of the API server/);
      expect(text).to.contain('timedatectl').and.contain('chrony');
      expect(seconds).to.equal(0);
    });

    it('blames a clock that is ahead for a certificate that has expired', async () => {
      const { endpoint, pin } = await start({ serving: { from: -300, to: -60 }, clock: { ahead: -HOUR - 30_000 } });
      const { code, text } = await failing(endpoint, { pin });
      expect(code).to.equal('discovery-clock-skew');
      expect(text)
        .to.contain('has expired')
        .and.match(/clock is 1h ahead of/);
    });

    it('blames the certificate where the clocks agree', async () => {
      const { endpoint, pin } = await start({ serving: { from: -300, to: -60 } });
      const { code, text } = await failing(endpoint, { pin });
      expect(code).to.equal('discovery-certificate-expired');
      expect(text).to.contain("this machine's clock is not the reason").and.contain('certs renew apiserver');
    });

    it('does not blame a clock that is wrong in the other direction', async () => {
      const { endpoint, pin } = await start({ serving: { from: -300, to: -60 }, clock: { ahead: HOUR } });
      expect((await failing(endpoint, { pin })).code).to.equal('discovery-certificate-expired');
    });

    it('says that the certificate is for other names', async () => {
      const { endpoint, pin } = await start({ serving: { sans: ['cluster.example.com'] } });
      const { code, text, seconds } = await failing(endpoint, { pin });
      expect(code).to.equal('discovery-certificate-name');
      expect(text).to.contain('apiServer.certSANs');
      expect(seconds).to.equal(0);
    });
  });

  describe('because of what cluster-info says', () => {
    const authorityData = (): string => Buffer.from(authority.cert).toString('base64');
    const kubeconfig = (cluster: object): string =>
      JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [{ name: '', cluster }] });

    for (const [title, text, words] of [
      ['no YAML', () => '{', 'YAML'],
      ['no kubeconfig', () => 'kind: Pod', 'kind Pod'],
      ['no cluster', () => 'kind: Config', 'neither a cluster'],
      ['no authority', () => kubeconfig({ server: 'https://x:1' }), 'no certificate authority'],
      [
        'an authority that is none',
        () => kubeconfig({ server: 'https://x:1', 'certificate-authority-data': 'aGVsbG8=' }),
        'no certificate in PEM form',
      ],
      [
        'a server over plain HTTP',
        () => kubeconfig({ server: 'http://x:1', 'certificate-authority-data': authorityData() }),
        'not an https:// address',
      ],
    ] as const) {
      it(`refuses ${title}`, async () => {
        const cluster = await startJoinableCluster();
        const data = { kubeconfig: text() };
        const metadata = { name: 'cluster-info', namespace: 'kube-public' };
        const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
        cluster.store.update(object);
        const { code, text: said } = await failing(cluster.endpoint, { pin: cluster.pin });
        expect(code).to.equal('discovery-cluster-info-malformed');
        expect(said).to.contain(words).and.contain('kubeadm-ts init phase bootstrap-token');
        await cluster.close();
      });
    }
  });
});
