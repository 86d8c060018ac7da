import { expect } from 'chai';
import { InvalidConfigError } from '../../../pkg/config/issue.ts';
import { clusterYaml, initYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const OTHER = (apiVersion: string, kind: string): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\n`;
const KUBELET = OTHER('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration');

describe('loadInitConfig with a file', () => {
  it('warns of unknown fields and goes on', async () => {
    const { warnings } = await loadText(clusterYaml('imageRepositroy: x'));
    expect(warnings).to.deep.equal([
      '/c.yaml:4:1: imageRepositroy: there is no such field (did you mean "imageRepository"?) [ClusterConfiguration]; it has no effect',
    ]);
  });

  it('warns of repeated keys and takes the last one', async () => {
    const { config, warnings } = await loadText(clusterYaml('imageRepository: a.io\nimageRepository: b.io'));
    expect(config.cluster.imageRepository).to.equal('b.io');
    expect(warnings).to.have.length(1);
  });

  it('warns twice of a kind that nobody knows', async () => {
    const { warnings } = await loadText(clusterYaml() + OTHER('foo.io/v1', 'Foo'));
    expect(warnings.join('\n')).to.match(/nobody here knows foo.io\/v1 Foo(.|\n)*is ignored/);
  });

  it('ignores documents of other commands with a warning', async () => {
    const { warnings } = await loadText(clusterYaml() + OTHER('kubeadm.k8s.io/v1beta4', 'JoinConfiguration'));
    expect(warnings).to.deep.equal([
      '/c.yaml:5:1: the document kubeadm.k8s.io/v1beta4 JoinConfiguration is ignored: this command does not read it',
    ]);
  });

  it('needs an InitConfiguration or a ClusterConfiguration', async () => {
    const failures = await Promise.all([failureOf(loadText(KUBELET.slice(4))), failureOf(loadText(''))]);
    for (const failure of failures)
      expect(failure.message).to.match(/neither an InitConfiguration nor a ClusterConfiguration/);
  });

  it('reports everything at once, in the order of the file', async () => {
    const failure = await failureOf(
      loadText(clusterYaml('clusterName: 5\nnetworking: {dnsDomain: A}\ncertificatesDir: pki')),
    );
    expect(failure).to.be.instanceOf(InvalidConfigError);
    expect((failure as InvalidConfigError).issues.map((issue) => issue.path)).to.deep.equal([
      'clusterName',
      'networking.dnsDomain',
      'certificatesDir',
    ]);
    expect(failure.message).to.match(/3 things are wrong:\n {2}- \/c\.yaml:4:14: clusterName/);
  });

  it('tells with the error what would have been warnings', async () => {
    const failure = (await failureOf(
      loadText(clusterYaml('clusterNmae: a\ncertificatesDir: pki')),
    )) as InvalidConfigError;
    expect(failure.warnings.join()).to.match(/clusterNmae: there is no such field/);
    expect(failure.hint).to.match(/in \/c\.yaml/);
  });

  it('gives each of several errors its hint', async () => {
    const failure = await failureOf(loadText(clusterYaml('clusterName: yes\ncertificatesDir: pki')));
    expect(failure.message).to.match(/clusterName: .*\(put the value in quotes\)/);
    expect(failure.hint).to.equal('correct all that is named above in /c.yaml, and run the command again');
  });

  it('reports a bad version together with bad fields', async () => {
    const failure = await failureOf(loadText(clusterYaml('kubernetesVersion: foo\nencryptionAlgorithm: DSA')));
    expect((failure as InvalidConfigError).issues.map((issue) => issue.path)).to.deep.equal([
      'kubernetesVersion',
      'encryptionAlgorithm',
    ]);
  });

  it('reports wrong types in component documents', async () => {
    const failure = await failureOf(loadText(clusterYaml() + KUBELET + 'maxPods: many\n'));
    expect(failure.message).to.match(/c\.yaml:7:10: maxPods: expected a whole number/);
  });

  it('never shows a token or a certificate key', async () => {
    const secret = '0123456789'.repeat(6) + '01234567890';
    const failure = await failureOf(
      loadText(initYaml(`bootstrapTokens: [{token: ABCDEF.0123456789abcdef}]\ncertificateKey: ${secret}`)),
    );
    expect(failure.message)
      .to.match(/this is not a bootstrap token/)
      .and.not.match(/0123456789/);
    const other = await failureOf(loadText(initYaml(`certificateKey: "${secret}"`)));
    expect(`${other.message} ${other.hint}`)
      .to.match(/certificateKey/)
      .and.not.match(/0123456789/);
  });

  it('takes JSON', async () => {
    const text = JSON.stringify(
      {
        apiVersion: 'kubeadm.k8s.io/v1beta4',
        kind: 'ClusterConfiguration',
        kubernetesVersion: 'v1.36.2',
        clusterName: 'j',
      },
      null,
      '\t',
    );
    expect((await loadText(text)).config.cluster.clusterName).to.equal('j');
  });
});
