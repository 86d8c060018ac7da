import { expect } from 'chai';
import { buildKubeconfig, kubeconfigYaml } from '../../../pkg/kubeconfig/kubeconfig.ts';
import { loadConnection, loadKubeconfig } from '../../../pkg/kubeconfig/load-kubeconfig.ts';
import { currentContext } from '../../../pkg/kubeconfig/kubeconfig-document.ts';
import { parseKubeconfig } from '../../../pkg/kubeconfig/parse-kubeconfig.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const PARTS = {
  server: 'https://192.0.2.10:6443',
  clusterName: 'kubernetes',
  userName: 'kubernetes-admin',
  caPem: 'the authority\n',
  clientCertPem: 'a certificate\n',
  clientKeyPem: 'a key\n',
};

function thrown(run: () => unknown): KubeadmError {
  try {
    run();
  } catch (error) {
    if (error instanceof KubeadmError) return error;
  }
  throw new Error('no KubeadmError was thrown');
}

describe('a kubeconfig', () => {
  it('is written with everything embedded, keys in the order of the reference', () => {
    expect(kubeconfigYaml(buildKubeconfig(PARTS))).to.equal(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: dGhlIGF1dGhvcml0eQo=
    server: https://192.0.2.10:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
users:
- name: kubernetes-admin
  user:
    client-certificate-data: YSBjZXJ0aWZpY2F0ZQo=
    client-key-data: YSBrZXkK
`);
  });

  it('survives names that YAML 1.1 would take for something else', () => {
    for (const clusterName of ['yes', '0755', '1e3', 'null', 'a: b', 'my cluster', '']) {
      const written = buildKubeconfig({ ...PARTS, clusterName });
      const read = parseKubeconfig(kubeconfigYaml(written), '/k');
      expect(read).to.deep.equal(written);
      expect(currentContext(read, '/k').clusterName).to.equal(clusterName);
    }
  });

  it('is read with unknown fields kept, and absent lists empty', () => {
    const kubeconfig = parseKubeconfig(
      '{"apiVersion":"v1","kind":"Config","preferences":{"colors":true},"clusters":null}',
      '/k',
    );
    expect(kubeconfig.clusters).to.deep.equal([]);
    expect(kubeconfig.users).to.deep.equal([]);
    expect(kubeconfig['preferences']).to.deep.equal({ colors: true });
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /it is empty/],
    ['text', 'hello', /not a mapping/],
    ['broken YAML', 'clusters: [', /not well-formed/],
    ['another kind', 'kind: Pod\napiVersion: v1', /kind Pod/],
    ['clusters that are no list', 'clusters: {}', /clusters is not a list/],
    ['a cluster without a name', 'clusters: [{cluster: {}}]', /clusters\[0\]/],
    [
      'a server that is no text',
      'clusters: [{name: a, cluster: {server: 1}}]',
      /clusters\[0\]\.cluster\.server is not text/,
    ],
    ['a current context that is no text', 'current-context: 1', /current-context/],
  ];
  for (const [what, text, reason] of bad) {
    it(`is refused when it holds ${what}`, () => {
      const error = thrown(() => parseKubeconfig(text, '/etc/kubernetes/admin.conf'));
      expect(error.code).to.equal('kubeconfig-unreadable');
      expect(error.message).to.contain('/etc/kubernetes/admin.conf').and.match(reason);
      expect(error.hint).to.contain('/etc/kubernetes/admin.conf');
    });
  }

  it('is incomplete when its current context leads nowhere', () => {
    const nowhere = [
      '{}',
      'current-context: a',
      'current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]',
    ];
    for (const text of nowhere) {
      const error = thrown(() => currentContext(parseKubeconfig(text, '/k'), '/k'));
      expect(error.code).to.equal('kubeconfig-incomplete');
    }
  });
});

describe('the connection that a kubeconfig describes', () => {
  const path = '/etc/kubernetes/admin.conf';

  it('has embedded data decoded', async () => {
    const machine = new SimulatedMachine({ files: { [path]: kubeconfigYaml(buildKubeconfig(PARTS)) } });
    const { server, caPem, clientCertPem, clientKeyPem, userName } = (await loadConnection(machine, path))!;
    expect({ server, caPem, clientCertPem, clientKeyPem, userName, clusterName: 'kubernetes' }).to.deep.equal(PARTS);
  });

  it('has named files read, relative to the kubeconfig’s folder', async () => {
    const text = `current-context: x
clusters: [{name: c, cluster: {server: 'https://a:1', certificate-authority: pki/ca.crt}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: {client-certificate: /var/lib/kubelet/pki/current.pem, client-key: /var/lib/kubelet/pki/current.pem}}]`;
    const files = { [path]: text, '/etc/kubernetes/pki/ca.crt': 'CA', '/var/lib/kubelet/pki/current.pem': 'PAIR' };
    const connection = await loadConnection(new SimulatedMachine({ files }), path);
    expect(connection).to.deep.include({ caPem: 'CA', clientCertPem: 'PAIR', clientKeyPem: 'PAIR' });
  });

  it('names a file that is missing', async () => {
    const text =
      'current-context: x\nclusters: [{name: c, cluster: {certificate-authority: ca.crt}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]';
    const error = await failureOf(loadConnection(new SimulatedMachine({ files: { [path]: text } }), path));
    expect(error.message).to.contain('/etc/kubernetes/ca.crt');
  });

  it('is absent without the file', async () => {
    expect(await loadConnection(new SimulatedMachine(), path)).to.equal(undefined);
    expect(await loadKubeconfig(new SimulatedMachine(), path)).to.equal(undefined);
  });
});
