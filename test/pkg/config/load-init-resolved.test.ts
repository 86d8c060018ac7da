import { expect } from 'chai';
import { clusterYaml, initYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const OTHER = (apiVersion: string, kind: string): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\n`;
const KUBELET = OTHER('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration');
const PROXY = OTHER('kubeproxy.config.k8s.io/v1alpha1', 'KubeProxyConfiguration');

describe('what loadInitConfig resolves', () => {
  it('makes a certificate key only where certificates are uploaded without one', async () => {
    expect((await loadText(initYaml())).config.certificateKey).to.equal('');
    expect((await loadText(initYaml(), { flags: { uploadCerts: true } })).config.certificateKey).to.match(
      /^[0-9a-f]{64}$/,
    );
    const key = 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204';
    expect(
      (await loadText(initYaml(`certificateKey: ${key}`), { needsCertificateKey: true })).config.certificateKey,
    ).to.equal(key);
  });

  it('keeps until when a token is valid, and gives a token that only signs no groups', async () => {
    const [token, plain] = (
      await loadText(initYaml('bootstrapTokens: [{expires: 2999-01-01T02:00:00+02:00, usages: [signing]}, {ttl: 1h}]'))
    ).config.bootstrapTokens;
    expect(token).to.deep.include({ expires: Date.UTC(2999, 0, 1), usages: ['signing'], groups: [] });
    expect(plain).to.deep.include({ ttl: 3_600_000, usages: ['signing', 'authentication'] });
    expect(plain).not.to.have.property('expires');
  });

  it('normalises names and addresses', async () => {
    const { config } = await loadText(
      initYaml(
        'nodeRegistration: {name: " MyNode "}\nlocalAPIEndpoint: {advertiseAddress: 010.0.0.1}\ntimeouts: {discovery: 90s}',
      ).replace('v1.36.2\n', '1.36.2\napiServer: {certSANs: [API.Example.com]}\ncontrolPlaneEndpoint: "fd00::1"\n'),
    );
    expect(config.nodeRegistration.name).to.equal('mynode');
    expect(config.localAPIEndpoint.advertiseAddress).to.equal('10.0.0.1');
    expect(config.cluster.apiServer.certSANs).to.deep.equal(['api.example.com']);
    expect(config.cluster.controlPlaneEndpoint).to.equal('[fd00::1]:6443');
    expect(config.cluster.kubernetesVersion).to.equal('v1.36.2');
    expect(config.timeouts).to.include({ discovery: 90_000, kubeletHealthCheck: 240_000 });
  });

  it('warns where the endpoint has another port than the API server', async () => {
    const { config, warnings } = await loadText(clusterYaml('controlPlaneEndpoint: cp.example.com:06444'));
    expect(config.cluster.controlPlaneEndpoint).to.equal('cp.example.com:06444');
    expect(warnings.join()).to.match(/clients will use 06444/);
  });

  it('gives no taint for an empty list, and the usual one for null', async () => {
    expect((await loadText(initYaml('nodeRegistration: {taints: []}'))).config.nodeRegistration.taints).to.deep.equal(
      [],
    );
    expect(
      (await loadText(initYaml('nodeRegistration: {taints: null}'))).config.nodeRegistration.taints,
    ).to.have.length(1);
  });

  it('refuses addresses that nobody can reach', async () => {
    for (const address of ['169.254.1.1', 'fe80::1', '224.0.0.1', '255.255.255.255', 'ff02::1']) {
      const failure = await failureOf(loadText(initYaml(`localAPIEndpoint: {advertiseAddress: "${address}"}`)));
      expect(failure.message, address).to.match(/cannot be reached/);
    }
  });

  it('warns of values of kubelet and kube-proxy that differ from the recommended ones, and keeps them', async () => {
    const kubelet = `staticPodPath: /x\nclusterDNS: []\nclusterDomain: x\nauthentication: {x509: {clientCAFile: /x}, anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}\nhealthzBindAddress: 0.0.0.0\nhealthzPort: 0\nreadOnlyPort: 1\nrotateCertificates: false\ncgroupDriver: cgroupfs\n`;
    const proxy = 'bindAddress: 1.1.1.1\nclusterCIDR: 1.0.0.0/8\nclientConnection: {kubeconfig: /x}\n';
    const { config, warnings } = await loadText(
      clusterYaml('networking: {podSubnet: 10.244.0.0/16}') + KUBELET + kubelet + PROXY + proxy,
    );
    expect(warnings).to.have.length(13);
    expect(config.kubelet.document).to.include({
      rotateCertificates: true,
      cgroupDriver: 'cgroupfs',
      healthzPort: 0,
      staticPodPath: '/x',
    });
    expect(config.kubelet.document).not.to.have.property('clusterDNS');
    expect(config.kubeProxy.document).to.include({ bindAddress: '1.1.1.1', clusterCIDR: '1.0.0.0/8' });
  });
});
