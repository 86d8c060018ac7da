import { expect } from 'chai';
import type { ConfigIssue } from '../../../pkg/config/issue.ts';
import { writeYaml } from '../../../pkg/yaml/write-yaml.ts';
import { clusterYaml, initYaml, loadText } from '../../support/config-loading.ts';
import { machineWith, READERS, verdictOf } from '../../support/fuzz/loaders.ts';

/** `path: message` of everything that is wrong with a text. */
async function issuesOf(text: string): Promise<readonly string[]> {
  const { issues } = await verdictOf(READERS['config validate']!, text);
  return issues.map(({ path, message }: ConfigIssue) => `${path}: ${message}`);
}

describe('what fuzzing and the comparison with the reference found', () => {
  it('takes "<<" in quotes for a key like any other', async () => {
    const [issue] = await issuesOf(clusterYaml('featureGates: {"<<": true}'));
    expect(issue).to.match(/^featureGates: there is no feature gate <</);
  });

  it('takes <<, and its tag, for a merge key', async () => {
    expect(
      await issuesOf(clusterYaml('networking: {<<: {dnsDomain: a.b}, !!merge <<: {podSubnet: 10.0.0.0/16}}')),
    ).to.deep.equal([]);
  });

  it('says nothing more of a value that could not be read', async () => {
    expect(await issuesOf(clusterYaml('apiServer: {certSANs: [1], extraArgs: [{name: 2}]}'))).to.deep.equal([
      'apiServer.certSANs[0]: expected a string, found the number 1',
      'apiServer.extraArgs[0].name: expected a string, found the number 2',
    ]);
  });

  it('says what else is wrong with a key that stands there twice', async () => {
    const issues = await issuesOf(clusterYaml('networking: {dnsDomain: a.b, dnsDomain: A}'));
    expect(issues).to.have.length(2);
    expect(issues.join('\n'))
      .to.match(/already set above/)
      .and.to.match(/"A" is no domain/);
  });

  it('refuses a time of a taint that is none', async () => {
    const taint = (time: string): string =>
      initYaml(`nodeRegistration: {taints: [{key: a, effect: NoExecute, timeAdded: ${time}}]}`);
    expect(await issuesOf(taint('yesterday'))).to.have.length(1);
    expect(await issuesOf(taint('"2030-01-02T15:04:05+02:00"'))).to.deep.equal([]);
  });

  it('shows the ends of a value that is too long to be read', async () => {
    const [issue] = await issuesOf(clusterYaml(`imageRepository: "${'a'.repeat(5_000)}!"`));
    expect(issue).to.have.length.greaterThan(5_000);
    const failure = await READERS['init']!(machineWith(clusterYaml(`imageRepository: "${'a'.repeat(5_000)}!"`))).then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(failure).to.have.length.lessThan(1_000);
    expect(failure).to.match(/c\.yaml:4:19: imageRepository: "aaa.* \[\.\.\.\] /);
  });

  it('writes characters beyond 16 bits as Go does', () => {
    expect(writeYaml({ a: 'x😀', '😀': 1 })).to.equal('"\\U0001F600": 1\na: "x\\U0001F600"\n');
  });

  it('wants a key once, be it written or merged, and lets the last one count', async () => {
    const text = clusterYaml(
      'apiServer:\n  extraVolumes:\n  - &a {name: a, hostPath: /a}\n  - {name: b, <<: *a}\n  - {<<: [*a, {name: c, mountPath: /c}], hostPath: /d}',
    );
    expect((await issuesOf(text)).map((issue) => issue.replace(/:.*/, ''))).to.deep.equal([
      'apiServer.extraVolumes[1].name',
      'apiServer.extraVolumes[2].name',
      'apiServer.extraVolumes[2].hostPath',
    ]);
    const { cluster } = (await loadText(text)).config;
    expect(cluster.apiServer.extraVolumes[1]).to.include({ name: 'a', hostPath: '/a' });
    expect(cluster.apiServer.extraVolumes[2]).to.include({ name: 'a', hostPath: '/d', mountPath: '/c' });
  });

  it('takes no number with a point or an exponent for a whole one in JSON, where YAML does', async () => {
    const init = (port: string, head = '') =>
      `${head}{"apiVersion":"kubeadm.k8s.io/v1beta4","kind":"InitConfiguration","localAPIEndpoint":{"bindPort":${port}}}\n`;
    for (const port of ['7443.0', '1e3']) {
      expect((await issuesOf(init(port))).join()).to.match(/^localAPIEndpoint\.bindPort: expected a whole number/);
      expect(await issuesOf(init(port, '# YAML\n'))).to.deep.equal([]);
    }
    expect(await issuesOf(init('7443'))).to.deep.equal([]);
  });

  it('refuses half a character and what is no base64, but not a whole character in two escapes', async () => {
    expect((await issuesOf(clusterYaml('clusterName: "\\ud83d"'))).join()).to.match(/half a character/);
    expect(await issuesOf(clusterYaml('clusterName: "\\ud83d\\ude00"'))).to.deep.equal([]);
    expect((await issuesOf(clusterYaml('clusterName: !!binary a$'))).join()).to.match(/not base64/);
    expect(await issuesOf(clusterYaml('clusterName: !!binary aGVsbG8='))).to.deep.equal([]);
  });

  it('names a field whose name is empty', async () =>
    expect(await issuesOf(clusterYaml('"": 1\ndns: {"": 2}'))).to.deep.equal([
      '"": there is no such field',
      'dns."": there is no such field',
    ]));
});
