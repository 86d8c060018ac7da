import { expect } from 'chai';
import { buildKubeconfig, kubeconfigYaml } from '../../../pkg/kubeconfig/kubeconfig.ts';
import { plainCredentials } from '../../../pkg/kube/plain-credentials.ts';
import { testKubeconfig } from '../../support/api-server/test-authority.ts';

const PARTS = {
  server: 'https://[2001:db8::1]:6443',
  clusterName: 'kubernetes',
  userName: 'kubernetes-admin',
  caPem: 'the CA',
  clientCertPem: 'the certificate',
  clientKeyPem: 'the key',
};
const TEXT = kubeconfigYaml(buildKubeconfig(PARTS));

describe('plainCredentials', () => {
  it('reads the kubeconfig that this program writes', () => {
    const credentials = plainCredentials(TEXT, undefined)!;
    expect(credentials.server.href).equal('https://[2001:db8::1]:6443/');
    expect(credentials.user).equal('kubernetes-admin');
    expect(credentials.headers).deep.equal({});
    expect(Object.values(credentials.tls).map(String)).deep.equal(['the CA', 'the certificate', 'the key']);
  });

  it('reads JSON, and tokens', () => {
    const credentials = plainCredentials(testKubeconfig('https://a:1', 'ca', { token: 'x.y' }), undefined)!;
    expect(credentials.headers).deep.equal({ Authorization: 'Bearer x.y' });
    expect(credentials.tls.cert).equal(undefined);
  });

  it('talks to another server where it is told to', () => {
    expect(plainCredentials(TEXT, 'https://10.0.0.1:6443')?.server.host).equal('10.0.0.1:6443');
    expect(() => plainCredentials(TEXT, 'http://10.0.0.1')).throw(/not an https/);
  });

  for (const [what, text] of [
    ['files', TEXT.replace('client-key-data', 'client-key')],
    ['a plugin', TEXT.replace(/client-key-data: .*/, 'exec:\n      command: aws')],
    ['a proxy', TEXT.replace('    server:', '    proxy-url: http://proxy\n    server:')],
    ['insecure TLS', TEXT.replace('    server:', '    insecure-skip-tls-verify: true\n    server:')],
    ['an unknown context', TEXT.replace(/current-context: .*/, 'current-context: other')],
    ['two users of one name', TEXT.replace('users:\n', 'users:\n- name: kubernetes-admin\n  user:\n    token: x\n')],
    ['no server', TEXT.replace(/ {4}server: .*\n/, '')],
    ['comments', `# mine\n${TEXT}`],
    ['quotes', TEXT.replace(/server: (.*)/, 'server: "$1"')],
    ['an anchor', TEXT.replace(/server: (.*)/, 'server: &a $1')],
    ['a number for a name', TEXT.replaceAll('kubernetes-admin', '123')],
    ['nothing', ''],
    ['half a file', TEXT.slice(0, 60)],
    ['broken JSON', '{"clusters": ['],
    ['JSON of something else', '{"current-context": "a", "contexts": {"a": 1}}'],
  ] as const) {
    it(`leaves a kubeconfig with ${what} to the client library`, () => {
      expect(plainCredentials(text, undefined)).equal(undefined);
    });
  }
});
