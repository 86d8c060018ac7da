import { expect } from 'chai';
import { BY_TOKEN } from '../../support/config-join.ts';
import { documentYaml, inOneFile, migrateText, validateText } from '../../support/config-files.ts';
import { clusterYaml } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const document = (kind: string, fields = '', version = 'v1beta4'): string => documentYaml(version, kind, fields);
const join = (fields = '', version = 'v1beta4'): string =>
  document('JoinConfiguration', `discovery: ${BY_TOKEN}\n${fields}`, version);
const oldCluster = (fields: string): string =>
  document('ClusterConfiguration', `kubernetesVersion: v1.36.2\n${fields}`, 'v1beta3');
const HEALTH_CHECK = 'timeouts.controlPlaneComponentHealthCheck';

describe('migrateDocuments', () => {
  it('writes the documents in one order, whatever the order of the file', async () => {
    const { kinds, text, notes } = await migrateText(
      inOneFile(document('UpgradeConfiguration'), document('ResetConfiguration'), join(), clusterYaml()),
    );
    expect(kinds).to.deep.equal([
      'InitConfiguration',
      'ClusterConfiguration',
      'JoinConfiguration',
      'ResetConfiguration',
      'UpgradeConfiguration',
    ]);
    expect(text.match(/^apiVersion: kubeadm\.k8s\.io\/v1beta4$/gm)).to.have.length(5);
    expect(notes).to.deep.equal([]);
  });

  it('fills in the token, the address, the socket, the name, the taint and the version', async () => {
    const { byKind } = await migrateText(document('InitConfiguration'), {
      sockets: ['/var/run/crio/crio.sock'],
      hostname: 'CP7',
      http: { 'https://dl.k8s.io/release/stable-1.txt': { status: 200, body: 'v1.36.7\n' } },
    });
    const init = byKind['InitConfiguration'];
    expect(init)
      .to.have.nested.property('bootstrapTokens[0].token')
      .that.matches(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(init).to.have.nested.property('localAPIEndpoint.advertiseAddress', '192.0.2.10');
    expect(init).to.have.nested.property('nodeRegistration.criSocket', 'unix:///var/run/crio/crio.sock');
    expect(init).to.have.nested.property('nodeRegistration.name', 'cp7');
    expect(init).to.have.nested.property('nodeRegistration.taints[0].key', 'node-role.kubernetes.io/control-plane');
    expect(byKind['ClusterConfiguration']).to.have.property('kubernetesVersion', 'v1.36.7');
  });

  it('taints a joining control plane, but no worker', async () => {
    const [worker, controlPlane] = await Promise.all([migrateText(join()), migrateText(join('controlPlane: {}'))]);
    expect(worker.text).to.match(/^ {2}taints: null$/m);
    expect(controlPlane.byKind['JoinConfiguration']).to.have.nested.property('nodeRegistration.taints').with.length(1);
  });

  it('looks for the socket of a ResetConfiguration', async () => {
    const { byKind } = await migrateText(document('ResetConfiguration'), { sockets: ['/var/run/crio/crio.sock'] });
    expect(byKind['ResetConfiguration']).to.have.property('criSocket', 'unix:///var/run/crio/crio.sock');
  });

  it('keeps what was given', async () => {
    const { byKind } = await migrateText(
      inOneFile(
        clusterYaml('apiServer: {certSANs: [API.example.com]}\nkubernetesVersion: ci/v1.36.0-alpha.1+x'),
        document(
          'InitConfiguration',
          'bootstrapTokens: [{token: abcdef.0123456789abcdef, expires: 2999-01-01T02:00:00+02:00, usages: [signing]}]\nnodeRegistration: {taints: []}\npatches: {}\ntimeouts: {discovery: 0s}',
        ),
      ),
    );
    const init = byKind['InitConfiguration'];
    expect(init)
      .to.have.nested.property('bootstrapTokens[0]')
      .that.deep.equals({ token: 'abcdef.0123456789abcdef', expires: '2999-01-01T00:00:00Z', usages: ['signing'] });
    expect(init).to.have.nested.property('nodeRegistration.taints').that.deep.equals([]);
    expect(init).to.deep.include({ patches: {} });
    expect(init).to.have.nested.property('timeouts.discovery', '0s');
    expect(byKind['ClusterConfiguration']).to.deep.include({
      kubernetesVersion: 'v1.36.0-alpha.1+x',
      apiServer: { certSANs: ['api.example.com'] },
    });
  });

  describe('health checks', () => {
    it('of init are those of a v1beta3 ClusterConfiguration, unless that says nothing', async () => {
      const sevenMinutes = document('InitConfiguration', 'timeouts: {controlPlaneComponentHealthCheck: 7m}');
      for (const [timeout, wanted] of [
        ['9m', '9m0s'],
        ['4m', '7m0s'],
        ['null', '7m0s'],
      ] as const) {
        const cluster = oldCluster(`apiServer: {timeoutForControlPlane: ${timeout}}`);
        const { byKind } = await migrateText(inOneFile(sevenMinutes, cluster));
        expect(byKind['InitConfiguration'], timeout).to.have.nested.property(HEALTH_CHECK, wanted);
      }
      const { byKind } = await migrateText(document('InitConfiguration', '', 'v1beta3'));
      expect(byKind['InitConfiguration']).to.have.nested.property(HEALTH_CHECK, '4m0s');
    });

    it('of join are its own, or else those of the cluster', async () => {
      const cluster = oldCluster('apiServer: {timeoutForControlPlane: 9m}');
      const own = join('timeouts: {controlPlaneComponentHealthCheck: 7m}');
      for (const [text, wanted] of [
        [inOneFile(own, cluster), '7m0s'],
        [inOneFile(join('', 'v1beta3'), cluster), '9m0s'],
        [inOneFile(own, oldCluster('')), '7m0s'],
        [join('', 'v1beta3'), '4m0s'],
      ] as const) {
        const { byKind } = await migrateText(text);
        expect(byKind['JoinConfiguration'], text).to.have.nested.property(HEALTH_CHECK, wanted);
      }
    });
  });

  it('says nothing of the old version, whose end it is', async () =>
    expect((await migrateText(oldCluster(''))).warnings).to.deep.equal([]));

  it('leaves the configurations of components where they are, and says so', async () => {
    const kubelet = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
    const { kinds, warnings } = await migrateText(inOneFile(clusterYaml(), kubelet));
    expect(kinds).not.to.include('KubeletConfiguration');
    expect(warnings.join()).to.match(/^\/c\.yaml:5:1: .*KubeletConfiguration is not in the output: .*append/);
  });

  it('makes what it would make of its own output', async () => {
    const once = await migrateText(
      inOneFile(
        oldCluster(
          'apiServer: {timeoutForControlPlane: 9m, extraArgs: {v: "2"}}\netcd: {external: {endpoints: ["https://a:1"]}}',
        ),
        join('', 'v1beta3'),
        document('ResetConfiguration'),
        document('UpgradeConfiguration', 'apply: {dryRun: false}'),
      ),
    );
    expect((await validateText(once.text)).issues).to.deep.equal([]);
    expect((await migrateText(once.text)).text).to.equal(once.text);
  });

  it('refuses what validation refuses, everything at once', async () => {
    const text = inOneFile(clusterYaml('foo: 1\ncertificatesDir: pki'), join('caCertPath: x'));
    const failure = await failureOf(migrateText(text));
    expect(failure.code).to.equal('invalid-configuration');
    expect(failure.message).to.match(/3 things are wrong/);
  });
});
