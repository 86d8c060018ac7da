import { expect } from 'chai';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { JOIN_TOKEN, startJoinableCluster, type JoinableCluster } from '../../support/api-server/joinable-cluster.ts';
import { createTestAuthority, type TestPair } from '../../support/api-server/test-authority.ts';
import { failureOf } from '../../support/failure.ts';
import { byFile, discovering, discoveringMachine } from './discovering-machine.ts';
import { base64, kubeconfig, pairData } from './kubeconfig-text.ts';

const PATH = '/root/discovery.conf';
const CLUSTER_INFO = { apiVersion: 'v1', kind: 'ConfigMap', name: 'cluster-info', namespace: 'kube-public' };

describe('discovery with a file', () => {
  const clock = { ahead: 0 };
  let cluster: JoinableCluster;
  let admin: TestPair;
  let node: TestPair;

  before(async () => {
    cluster = await startJoinableCluster({ clock });
    admin = await cluster.authority.issue('kubernetes-admin', { organizations: ['system:masters'] });
    node = await cluster.authority.issue('jane');
  });
  after(() => cluster.close());
  afterEach(() => {
    clock.ahead = 0;
  });

  const trusted = () => ({ server: cluster.url, 'certificate-authority-data': base64(cluster.authority.cert) });
  const machineWith = (text: string, files: Readonly<Record<string, string>> = {}) =>
    discoveringMachine({ files: { [PATH]: text, ...files } });
  const failing = async (text: string, token = '', files: Readonly<Record<string, string>> = {}) =>
    failureOf(discovering(machineWith(text, files), byFile(PATH, token), 2_000));

  it('takes the file as it is, where it has all that is needed', async () => {
    const machine = machineWith(kubeconfig(trusted(), pairData(admin)));
    const found = await discovering(machine, byFile(PATH));
    expect(found.server).to.equal(cluster.url);
    expect(found.caCertificates).to.equal(cluster.authority.cert);
    expect(readYaml(found.kubeconfig)).to.deep.equal(JSON.parse(kubeconfig(trusted(), pairData(admin))));
    expect([...found.notes, ...found.warnings]).to.deep.equal([]);
    expect(machine.changes).to.deep.equal([]);
  });

  it('puts the files that it names into their place, wherever they are relative to', async () => {
    const named = { server: cluster.url, 'certificate-authority': 'pki/ca.crt' };
    const user = { 'client-certificate': '/etc/admin.crt', 'client-key': 'admin.key' };
    const files = {
      '/root/pki/ca.crt': cluster.authority.cert,
      '/etc/admin.crt': admin.cert,
      '/root/admin.key': admin.key,
    };
    const found = await discovering(machineWith(kubeconfig(named, user), files), byFile(PATH));
    expect(readYaml(found.kubeconfig)).to.deep.equal(JSON.parse(kubeconfig(trusted(), pairData(admin))));
  });

  it('puts the token of a token file into its place', async () => {
    const user = { tokenFile: 'token', token: 'older' };
    const machine = machineWith(kubeconfig(trusted(), user), { '/root/token': `${JOIN_TOKEN}\n` });
    const found = await discovering(machine, byFile(PATH));
    expect(readYaml(found.kubeconfig)).to.have.nested.property('users[0].user').that.deep.equals({ token: JOIN_TOKEN });
  });

  it('leaves out what the file says of other clusters and users', async () => {
    const text = JSON.parse(kubeconfig(trusted(), pairData(admin))) as Record<string, object[]>;
    text['users']?.push({ name: 'secretary', user: { token: 'very-secret' } });
    text['clusters']?.push({ name: 'other', cluster: { server: 'https://other:6443' } });
    const found = await discovering(machineWith(JSON.stringify(text)), byFile(PATH));
    expect(found.kubeconfig).not.to.contain('very-secret').and.not.contain('other');
  });

  it('gives the kubelet a bootstrap token where one is given besides', async () => {
    const found = await discovering(machineWith(kubeconfig(trusted(), pairData(admin))), byFile(PATH, JOIN_TOKEN));
    expect(readYaml(found.kubeconfig)).to.deep.include({
      'current-context': 'tls-bootstrap-token-user@kubernetes',
      users: [{ name: 'tls-bootstrap-token-user', user: { token: JOIN_TOKEN } }],
    });
  });

  it('takes cluster-info itself as the file, where a bootstrap token is given', async () => {
    const text = JSON.stringify({ kind: 'Config', apiVersion: 'v1', clusters: [{ name: '', cluster: trusted() }] });
    const found = await discovering(machineWith(text), byFile(PATH, JOIN_TOKEN));
    expect(found.server).to.equal(cluster.url);
    expect(found.warnings).to.deep.equal([]);
  });

  it('warns and goes on where cluster-info may not be read with its credentials', async () => {
    const { server, warnings } = await discovering(machineWith(kubeconfig(trusted(), pairData(node))), byFile(PATH));
    expect(server).to.equal(cluster.url);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('"jane" may not read cluster-info').and.contain(PATH);
  });

  it('warns and goes on where there is no cluster-info', async () => {
    const other = await startJoinableCluster({ authority: cluster.authority });
    other.store.delete(CLUSTER_INFO);
    const text = kubeconfig({ ...trusted(), server: other.url }, pairData(admin));
    const { warnings } = await discovering(machineWith(text), byFile(PATH));
    expect(warnings.join()).to.contain('has no cluster-info');
    await other.close();
  });

  it('warns where the cluster names another server, and stays with the one of the file', async () => {
    const other = await startJoinableCluster({
      authority: cluster.authority,
      advertised: 'https://lb.example.com:6443',
    });
    const text = kubeconfig({ ...trusted(), server: other.url }, pairData(admin));
    const { server, warnings } = await discovering(machineWith(text), byFile(PATH));
    expect(server).to.equal(other.url);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('https://lb.example.com:6443').and.contain(`${other.url} is used`);
    await other.close();
  });

  it('takes the authority from cluster-info only where the file has none and the system trusts the server', async () => {
    const text = kubeconfig({ server: cluster.url }, pairData(admin));
    const files = { [PATH]: text, '/etc/ssl/certs/ca-certificates.crt': cluster.authority.cert };
    const found = await discovering(discoveringMachine({ files }), byFile(PATH));
    expect(found.caCertificates).to.equal(cluster.authority.cert);
    expect(found.kubeconfig).to.contain(base64(cluster.authority.cert));
    expect((await failing(text)).code).to.equal('discovery-certificate-untrusted');
  });

  it('warns of a clock that is wrong', async () => {
    clock.ahead = 20 * 60_000;
    const { warnings } = await discovering(machineWith(kubeconfig(trusted(), pairData(admin))), byFile(PATH));
    expect(warnings.join()).to.match(/clock is (20m|19m 5\ds|20m 1s) behind that of the API server/);
  });

  it('fails at once where the credentials are not accepted', async () => {
    const failure = await failing(kubeconfig(trusted(), { token: 'nobody-has-this' }));
    expect(failure.code).to.equal('discovery-credentials-refused');
    expect(failure.message).to.contain(cluster.url).and.contain('"jane"').and.contain(PATH);
    expect(`${failure.message}${failure.hint}`).not.to.contain('nobody-has-this');
  });

  it('tells servers that cannot be reached apart', async () => {
    const { url } = cluster;
    const stranger = await createTestAuthority();
    const distrusted = { server: url, 'certificate-authority-data': base64(stranger.cert) };
    expect((await failing(kubeconfig(distrusted, pairData(admin)))).code).to.equal('discovery-certificate-untrusted');
    const refused = await failing(kubeconfig({ ...trusted(), server: 'https://127.0.0.1:1' }, pairData(admin)));
    expect(refused.code).to.equal('discovery-refused');
    expect(refused.message).to.contain('https://127.0.0.1:1').and.contain('tried for 2s');
  });

  it('measures the clock where a certificate is out of date', async () => {
    const other = await startJoinableCluster({
      authority: cluster.authority,
      serving: { from: -300, to: -60 },
      clock: { ahead: -3_660_000 },
    });
    const failure = await failing(kubeconfig({ ...trusted(), server: other.url }, pairData(admin)));
    expect(failure.code).to.equal('discovery-clock-skew');
    expect(failure.message).to.contain('1h 1m ahead of');
    await other.close();
  });

  it('mentions the proxy that the connection goes through', async () => {
    const text = kubeconfig({ ...trusted(), server: 'https://192.0.2.7:6443' }, pairData(admin));
    const machine = discoveringMachine({
      files: { [PATH]: text },
      env: { HTTPS_PROXY: 'http://a:hidden@127.0.0.1:1' },
    });
    const failure = await failureOf(discovering(machine, byFile(PATH), 1));
    expect(failure.message).to.contain('goes through the proxy http://127.0.0.1:1').and.not.contain('hidden');
  });

  for (const [title, user] of [
    ['a token', { token: 'x' }],
    ['a name and a password', { username: 'jane', password: 'x' }],
    ['a client certificate', { 'client-certificate-data': 'eA==', 'client-key-data': 'eA==' }],
    ['a program that gives them', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'x' } }],
    ['a provider', { 'auth-provider': { name: 'oidc' } }],
  ] as const) {
    it(`knows ${title} as credentials`, async () => {
      const clusterOf = () => ({
        getObject: async () => undefined,
        listObjects: async () => [],
        apiGet: async () => ({ status: 200, body: '' }),
      });
      const machine = discoveringMachine({ files: { [PATH]: kubeconfig(trusted(), user) }, clusterOf });
      expect(readYaml((await discovering(machine, byFile(PATH))).kubeconfig))
        .to.have.nested.property('users[0].user')
        .that.deep.equals(user);
    });
  }

  it('needs credentials from somewhere', async () => {
    const failure = await failing(kubeconfig(trusted()));
    expect(failure.code).to.equal('discovery-no-credentials');
    expect(failure.hint).to.contain('--tls-bootstrap-token').and.contain('kubeadm-ts token create');
  });

  for (const [title, text, words] of [
    ['is no YAML', '{', 'YAML'],
    ['is empty', '', 'it is empty'],
    ['has no cluster', '{"kind":"Config","apiVersion":"v1"}', 'neither a cluster without a name'],
    ['names a context that is not there', '{"current-context":"x"}', '"x" is not among its contexts'],
    [
      'names a user that is not there',
      kubeconfig({ server: 'https://x:1' }).replace('"name":"jane","user"', '"name":"joe","user"'),
      'the user "jane"',
    ],
    ['leads to plain HTTP', kubeconfig({ server: 'http://x:1' }, { token: 'x' }), 'not an https:// address'],
    [
      'does without TLS verification',
      kubeconfig({ server: 'https://x:1', 'insecure-skip-tls-verify': true }, { token: 'x' }),
      'insecure-skip-tls-verify',
    ],
    [
      'names a file that is not there',
      kubeconfig({ server: 'https://x:1', 'certificate-authority': 'ca.crt' }, { token: 'x' }),
      '/root/ca.crt',
    ],
  ] as const) {
    it(`refuses a file that ${title}`, async () => {
      const failure = await failing(text, JOIN_TOKEN);
      expect(failure.code).to.equal('discovery-file-invalid');
      expect(failure.message).to.contain(PATH).and.contain(words);
      expect(failure.hint).to.contain(PATH);
    });
  }

  it('says that a file is not there', async () => {
    const failure = await failureOf(discovering(discoveringMachine(), byFile('/root/nothing.conf')));
    expect(failure.code).to.equal('discovery-file-missing');
    expect(failure.message).to.contain('/root/nothing.conf');
  });

  it('reads file:// URLs as paths', async () => {
    const machine = machineWith(kubeconfig(trusted(), pairData(admin)));
    expect((await discovering(machine, byFile(`file://${PATH}`))).server).to.equal(cluster.url);
  });

  for (const url of ['http://example.com/discovery.conf', 'ftp://example.com/discovery.conf']) {
    it(`does not read ${url}`, async () => {
      const machine = discoveringMachine({ httpGet: () => Promise.reject(new Error('nobody is asked')) });
      const failure = await failureOf(discovering(machine, byFile(url)));
      expect(failure.code).to.equal('discovery-file-location');
      expect(failure.hint).to.contain('https://');
    });
  }
});
