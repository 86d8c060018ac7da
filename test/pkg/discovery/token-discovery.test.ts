import { expect } from 'chai';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { withClusterName } from '../../../pkg/discovery/bootstrap-kubeconfig.ts';
import { httpGet } from '../../../pkg/host/network.ts';
import type { HttpOptions } from '../../../pkg/host/host.ts';
import {
  JOIN_TOKEN,
  joinToken,
  startJoinableCluster,
  type JoinableCluster,
} from '../../support/api-server/joinable-cluster.ts';
import { failureOf } from '../../support/failure.ts';
import { byToken, discovering, discoveringMachine } from './discovering-machine.ts';

describe('discovery with a token', () => {
  const clock = { ahead: 0 };
  let cluster: JoinableCluster;

  before(async () => {
    cluster = await startJoinableCluster({ clock });
  });
  after(() => cluster.close());
  afterEach(() => {
    clock.ahead = 0;
  });

  const good = () => byToken({ apiServerEndpoint: cluster.endpoint, caCertHashes: [cluster.pin] });

  it('finds the cluster, its authority, and a way in for the kubelet', async () => {
    const found = await discovering(discoveringMachine(), good());
    expect(found.server).to.equal(cluster.url);
    expect(found.caCertificates).to.equal(cluster.authority.cert);
    expect(readYaml(found.kubeconfig)).to.deep.equal({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'kubernetes',
          cluster: {
            'certificate-authority-data': Buffer.from(cluster.authority.cert).toString('base64'),
            server: cluster.url,
          },
        },
      ],
      contexts: [
        {
          name: 'tls-bootstrap-token-user@kubernetes',
          context: { cluster: 'kubernetes', user: 'tls-bootstrap-token-user' },
        },
      ],
      'current-context': 'tls-bootstrap-token-user@kubernetes',
      users: [{ name: 'tls-bootstrap-token-user', user: { token: JOIN_TOKEN } }],
    });
    expect([...found.notes, ...found.warnings]).to.deep.equal([]);
  });

  it('changes nothing on the machine or in the cluster', async () => {
    const machine = discoveringMachine();
    const [paths, version] = [machine.paths(), cluster.store.resourceVersion];
    await discovering(machine, good());
    expect(machine.changes).to.deep.equal([]);
    expect(machine.paths()).to.deep.equal(paths);
    expect(cluster.store.resourceVersion).to.equal(version);
  });

  it('gives the kubelet another token where one is configured', async () => {
    const found = await discovering(discoveringMachine(), { ...good(), tlsBootstrapToken: 'ghijkl.0123456789abcdef' });
    expect(found.kubeconfig).to.contain('ghijkl.0123456789abcdef').and.not.contain(JOIN_TOKEN);
  });

  it('reads twice as nobody: first from whom it may be, then from a server of the authority', async () => {
    const asked: [string, HttpOptions | undefined][] = [];
    const machine = discoveringMachine({
      httpGet: (url, options) => {
        asked.push([url, options]);
        return httpGet(url, options);
      },
    });
    await discovering(machine, good());
    const url = `${cluster.url}/api/v1/namespaces/kube-public/configmaps/cluster-info`;
    expect(asked.map(([one]) => one)).to.deep.equal([url, url]);
    expect(asked[0]?.[1]).to.include({ skipTlsVerification: true }).and.not.have.property('tls');
    expect(asked[1]?.[1]).to.deep.include({ tls: { ca: cluster.authority.cert } });
    expect(asked[1]?.[1]).not.to.have.property('skipTlsVerification');
    expect(JSON.stringify(asked)).not.to.contain('0123456789abcdef');
  });

  it('takes one fitting hash among several', async () => {
    const caCertHashes = [`sha256:${'0'.repeat(64)}`, cluster.pin];
    expect(
      (await discovering(discoveringMachine(), byToken({ apiServerEndpoint: cluster.endpoint, caCertHashes }))).server,
    ).to.equal(cluster.url);
  });

  it('does without a hash where that was asked for, and warns', async () => {
    const discovery = byToken({ apiServerEndpoint: cluster.endpoint, unsafeSkipCAVerification: true });
    const { server, warnings } = await discovering(discoveringMachine(), discovery);
    expect(server).to.equal(cluster.url);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('not compared with a pinned hash');
  });

  it('compares a hash that is given even where it may do without', async () => {
    const discovery = byToken({
      apiServerEndpoint: cluster.endpoint,
      unsafeSkipCAVerification: true,
      caCertHashes: [`sha256:${'0'.repeat(64)}`],
    });
    expect((await failureOf(discovering(discoveringMachine(), discovery))).code).to.equal('discovery-pin-mismatch');
  });

  it('does not do without a hash by itself', async () => {
    const failure = await failureOf(
      discovering(discoveringMachine(), byToken({ apiServerEndpoint: cluster.endpoint })),
    );
    expect(failure.code).to.equal('discovery-pin-missing');
  });

  it('fails at once with a wrong secret, and shows no secret', async () => {
    const machine = discoveringMachine();
    const begin = machine.now();
    const token = 'abcdef.fedcba9876543210';
    const failure = await failureOf(
      discovering(machine, byToken({ token, apiServerEndpoint: cluster.endpoint, caCertHashes: [cluster.pin] })),
    );
    expect(failure.code).to.equal('discovery-token-secret-wrong');
    expect(failure.message).to.contain('the secret of the token abcdef.*** is wrong').and.contain(cluster.url);
    expect(failure.hint).to.contain('kubeadm-ts token create --print-join-command');
    expect(`${failure.message}${failure.hint}`).not.to.contain('fedcba98').and.not.contain('0123456789abcdef');
    expect(machine.now()).to.deep.equal(begin);
  });

  it('fails at once with a wrong hash, before the server is trusted with anything', async () => {
    const machine = discoveringMachine();
    const begin = machine.now();
    const wrong = `sha256:${'ab'.repeat(32)}`;
    const failure = await failureOf(
      discovering(machine, byToken({ apiServerEndpoint: cluster.endpoint, caCertHashes: [wrong] })),
    );
    expect(failure.code).to.equal('discovery-pin-mismatch');
    expect(failure.message).to.contain(`expected ${wrong}`).and.contain(`found ${cluster.pin}`);
    expect(failure.hint).to.contain('answers in its place').and.contain('token create --print-join-command');
    expect(machine.now()).to.deep.equal(begin);
  });

  it('refuses hashes and tokens of another form without asking anybody', async () => {
    const machine = discoveringMachine({ httpGet: () => Promise.reject(new Error('nobody is asked')) });
    const pins = byToken({ apiServerEndpoint: cluster.endpoint, caCertHashes: ['sha256:abc'] });
    expect((await failureOf(discovering(machine, pins))).code).to.equal('discovery-pin-malformed');
    const malformed = byToken({ token: 'ABCDEF.0123456789abcdef', caCertHashes: [cluster.pin] });
    const failure = await failureOf(discovering(machine, malformed));
    expect(failure.code).to.equal('discovery-token-malformed');
    expect(failure.message).not.to.contain('0123456789abcdef');
  });

  it('waits half a minute for the signature of a token that is unknown, then says so', async () => {
    const machine = discoveringMachine();
    const begin = machine.now().getTime();
    const failure = await failureOf(
      discovering(
        machine,
        byToken({ token: 'nobody.0123456789abcdef', apiServerEndpoint: cluster.endpoint, caCertHashes: [cluster.pin] }),
      ),
    );
    expect(failure.code).to.equal('discovery-token-unknown');
    expect(failure.message).to.contain('does not know the token nobody.***').and.contain('has expired or been deleted');
    expect(failure.hint).to.contain('kubeadm-ts token create --print-join-command');
    expect((machine.now().getTime() - begin) / 1000).to.be.within(29, 32);
  });

  it('takes no longer for that than the whole discovery may take', async () => {
    const machine = discoveringMachine();
    const begin = machine.now().getTime();
    const discovery = byToken({
      token: 'nobody.0123456789abcdef',
      apiServerEndpoint: cluster.endpoint,
      caCertHashes: [cluster.pin],
    });
    expect((await failureOf(discovering(machine, discovery, 5_000))).code).to.equal('discovery-token-unknown');
    expect((machine.now().getTime() - begin) / 1000).to.be.within(4, 7);
  });

  it('says that a token which has expired is not known any more', async () => {
    cluster.store.create(joinToken(cluster.store.now(), { token: 'expire.0123456789abcdef', ttl: 60_000 }));
    const discovery = byToken({
      token: 'expire.0123456789abcdef',
      apiServerEndpoint: cluster.endpoint,
      caCertHashes: [cluster.pin],
    });
    expect((await discovering(discoveringMachine(), discovery)).server).to.equal(cluster.url);
    clock.ahead = 61_000;
    const failure = await failureOf(discovering(discoveringMachine(), discovery));
    expect(failure.code).to.equal('discovery-token-unknown');
    expect(failure.message).to.contain('expire.***').and.contain('has expired');
  });

  it('finds a token that is made while it waits', async () => {
    let looks = 0;
    const machine = discoveringMachine({
      httpGet: (url, options) => {
        looks += 1;
        if (looks === 4) cluster.store.create(joinToken(cluster.store.now(), { token: 'fresh0.0123456789abcdef' }));
        return httpGet(url, options);
      },
    });
    const discovery = byToken({
      token: 'fresh0.0123456789abcdef',
      apiServerEndpoint: cluster.endpoint,
      caCertHashes: [cluster.pin],
    });
    expect((await discovering(machine, discovery)).server).to.equal(cluster.url);
    expect(looks).to.be.within(5, 6);
  });

  it('says so when nobody signs at all', async () => {
    const other = await startJoinableCluster({ ttl: 1 });
    try {
      const discovery = byToken({ apiServerEndpoint: other.endpoint, caCertHashes: [other.pin] });
      const failure = await failureOf(discovering(discoveringMachine(), discovery));
      expect(failure.code).to.equal('discovery-token-unknown');
      expect(failure.message).to.contain('no token has a signature').and.contain('kube-controller-manager');
    } finally {
      await other.close();
    }
  });

  it('warns of a clock that is wrong, with the measured difference', async () => {
    clock.ahead = -(2 * 3600 + 5 * 60) * 1000;
    const { warnings } = await discovering(discoveringMachine(), good());
    expect(warnings).to.have.length(1);
    expect(warnings[0])
      .to.match(/this machine's clock is 2h [45]m ahead of that of the API server/)
      .and.contain('timedatectl');
    clock.ahead = 60_000;
    expect((await discovering(discoveringMachine(), good())).warnings).to.deep.equal([]);
  });

  it('goes on with the address that the cluster gives itself, and says so', async () => {
    const other = await startJoinableCluster({ advertised: 'https://cluster.example.com:6443' });
    try {
      const discovery = byToken({ apiServerEndpoint: other.endpoint, caCertHashes: [other.pin] });
      const { server, notes } = await discovering(discoveringMachine(), discovery);
      expect(server).to.equal('https://cluster.example.com:6443');
      expect(notes.join()).to.contain(other.url).and.contain('https://cluster.example.com:6443');
    } finally {
      await other.close();
    }
  });

  it('names the cluster as it names itself, once that is known', async () => {
    const { kubeconfig } = await discovering(discoveringMachine(), good());
    const renamed = readYaml(withClusterName(kubeconfig, 'prod')) as Record<string, unknown>;
    expect(renamed['current-context']).to.equal('tls-bootstrap-token-user@kubernetes');
    expect(renamed['clusters']).to.have.nested.property('[0].name', 'prod');
    expect(renamed['contexts']).to.have.nested.property('[0].context.cluster', 'prod');
    expect(withClusterName(kubeconfig, 'kubernetes')).to.equal(kubeconfig);
  });
});
