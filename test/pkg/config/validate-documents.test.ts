import { expect } from 'chai';
import { describeIssue } from '../../../pkg/config/issue.ts';
import { BY_TOKEN } from '../../support/config-join.ts';
import { documentYaml, inOneFile, validateText } from '../../support/config-files.ts';
import { clusterYaml } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const document = (kind: string, fields = '', version = 'v1beta4'): string => documentYaml(version, kind, fields);
const join = (fields = ''): string => document('JoinConfiguration', `discovery: ${BY_TOKEN}\n${fields}`);
const kubelet = (fields = ''): string =>
  `apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n${fields}\n`;

const issuesOf = async (text: string): Promise<readonly string[]> =>
  (await validateText(text)).issues.map(describeIssue);

describe('validateDocuments', () => {
  it('finds nothing wrong with a file of every kind', async () => {
    const text = inOneFile(
      clusterYaml(),
      document('InitConfiguration'),
      join(),
      document('ResetConfiguration'),
      document('UpgradeConfiguration'),
      kubelet(),
    );
    const { issues, warnings, notes } = await validateText(text);
    expect(issues).to.deep.equal([]);
    expect(warnings).to.deep.equal([]);
    expect(notes.join()).to.match(/holds documents for init, join, reset, upgrade/);
  });

  it('names what is wrong in every document, once and in the order of the file', async () => {
    const text = inOneFile(
      document('UpgradeConfiguration', 'node: {patches: {directory: p}}'),
      join('caCertPath: foo\nfoo: 1'),
      document('ResetConfiguration', 'certificatesDir: pki'),
      clusterYaml('certificatesDir: pki'),
      kubelet('bar: 1'),
    );
    const issues = await issuesOf(text);
    expect(issues.map((issue) => /:(\d+):\d+: ([^:]+)/.exec(issue)?.slice(1).join(' '))).to.deep.equal([
      '3 node.patches.directory',
      '8 caCertPath',
      '9 foo',
      '13 certificatesDir',
      '18 certificatesDir',
      '22 bar',
    ]);
  });

  it('refuses a kind that nobody knows, whatever stands beside it', async () => {
    for (const beside of ['', clusterYaml(), join(), document('ResetConfiguration')]) {
      const text = inOneFile(`apiVersion: foo.io/v1\nkind: Foo\n`, ...(beside === '' ? [] : [beside]));
      expect(await issuesOf(text), beside).to.deep.equal(['/c.yaml:1:1: nobody here knows foo.io/v1 Foo']);
    }
  });

  it('looks at retired versions in any document beside Init or Cluster, and at its own alone beside others', async () => {
    const retired = document('MasterConfiguration', '', 'v1alpha1');
    expect(await issuesOf(inOneFile(clusterYaml(), retired))).to.have.length(1);
    const { issues, warnings } = await validateText(inOneFile(join(), retired));
    expect(issues).to.deep.equal([]);
    expect(warnings.join()).to.match(/MasterConfiguration was not checked: no command reads it/);
    expect(await issuesOf(document('JoinConfiguration', '', 'v1beta2'))).to.have.length(1);
  });

  it("looks at a component's fields beside Init or Cluster only, as the reference does", async () => {
    expect(await issuesOf(inOneFile(clusterYaml(), kubelet('foo: 1')))).to.have.length(1);
    const { issues, warnings } = await validateText(inOneFile(join(), kubelet('foo: 1')));
    expect(issues).to.deep.equal([]);
    expect(warnings.join()).to.match(/KubeletConfiguration was not checked/);
  });

  it('warns of deprecated versions once for each document, unless they are allowed', async () => {
    const text = inOneFile(
      document('ClusterConfiguration', 'kubernetesVersion: v1.36.2', 'v1beta3'),
      join().replace('v1beta4', 'v1beta3'),
    );
    const { warnings } = await validateText(text);
    expect(warnings.map((warning) => /v1beta3 (\w+) is deprecated/.exec(warning)?.[1])).to.deep.equal([
      'ClusterConfiguration',
      'JoinConfiguration',
    ]);
    expect((await validateText(text, { allowDeprecatedApi: true })).warnings).to.deep.equal([]);
  });

  it('says nothing of the machine: no address that cannot be bound to, no port of a load balancer', async () => {
    const text = inOneFile(
      clusterYaml('controlPlaneEndpoint: cp.example.com:8443'),
      document('InitConfiguration', 'localAPIEndpoint: {advertiseAddress: 224.0.0.1}'),
    );
    const { issues, warnings } = await validateText(text);
    expect([...issues, ...warnings]).to.deep.equal([]);
  });

  it('does not ask for what a label means when something is wrong already', async () => {
    const { warnings } = await validateText(clusterYaml('kubernetesVersion: stable-1\nfoo: 1'));
    expect(warnings).to.deep.equal([]);
  });

  it('finds apiVersion and kind in other letters, and says how they are written', async () => {
    expect(await issuesOf(document('ResetConfiguration').replace('kind', 'Kind'))).to.deep.equal([
      '/c.yaml:2:1: Kind: there is no such field (did you mean "kind"?) [ResetConfiguration]',
    ]);
  });

  it('takes JSON, but where a document begins with a brace, nothing less', async () => {
    const json = JSON.stringify({ apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'ResetConfiguration', force: true });
    expect(await issuesOf(json)).to.deep.equal([]);
    expect(await issuesOf(json.replaceAll(',', ',\n\t'))).to.deep.equal([]);
    expect(await issuesOf('{apiVersion: kubeadm.k8s.io/v1beta4, kind: ResetConfiguration}')).to.deep.equal([
      '/c.yaml:1:2: a document that begins with "{" is read as JSON, and this is not valid JSON',
    ]);
    expect(await issuesOf(json.replace('}', ',\n}'))).to.have.length(1);
    expect(await issuesOf(json.slice(0, -1))).to.have.length(1);
  });

  it('cannot be asked about a file that is not there', async () => {
    const failure = await failureOf(validateText('', {}, { files: { '/c.yaml/': '' } }));
    expect(failure.code).to.equal('config-file-unreadable');
  });

  it('answers a misplaced field with its place, and others with the fields that there are', async () => {
    const hintOf = async (text: string) => (await validateText(text)).issues[0]?.hint;
    expect(await hintOf(clusterYaml('podSubnet: 10.0.0.0/16'))).to.equal('it stands at networking.podSubnet');
    expect(await hintOf(clusterYaml('nodeRegistration: {}'))).to.equal(
      'it stands at InitConfiguration.nodeRegistration or JoinConfiguration.nodeRegistration',
    );
    expect(await hintOf(clusterYaml('networking: {podCIDR: 10.0.0.0/16}'))).to.equal(
      'its fields: dnsDomain, podSubnet, serviceSubnet',
    );
    expect(await hintOf(clusterYaml('qqq: 1'))).to.equal(undefined);
  });

  it('says once that nobody knows a kind, and which one may be meant', async () => {
    const { issues, warnings } = await validateText(documentYaml('v1beta4', 'ClusterConfig'));
    expect(issues.map(({ message }) => message).join()).to.match(/did you mean "ClusterConfiguration"/);
    expect(warnings).to.deep.equal([]);
  });
});
