import { expect } from 'chai';
import { BY_TOKEN, loadJoinText } from '../../support/config-join.ts';
import { documentYaml, inOneFile, validateText } from '../../support/config-files.ts';
import { clusterYaml, loadText, VALIDATE } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const old = (kind: string, fields = ''): string => documentYaml('v1beta3', kind, fields);
const oldCluster = (fields = ''): string => old('ClusterConfiguration', `kubernetesVersion: v1.36.2\n${fields}`);
const oldJoin = (fields = ''): string => old('JoinConfiguration', `discovery: ${BY_TOKEN}\n${fields}`);
const newInit = (fields = ''): string => documentYaml('v1beta4', 'InitConfiguration', fields);

describe('configuration in v1beta3', () => {
  it('means the same as in v1beta4', async () => {
    const before = inOneFile(
      oldCluster(
        'clusterName: x\napiServer: {extraArgs: {v: "2", a-b: ""}, certSANs: [API.example.com], extraVolumes: [{name: a, hostPath: /a, mountPath: /b}]}\netcd: {local: {extraArgs: {z: "1", b: "2"}, dataDir: /d}}\ndns: {imageTag: v9}\nfeatureGates: {RootlessControlPlane: true}\nnetworking: {podSubnet: 10.244.0.0/16}',
      ),
      old(
        'InitConfiguration',
        'bootstrapTokens: [{token: abcdef.0123456789abcdef, ttl: 1h}]\nnodeRegistration: {kubeletExtraArgs: {v: "4"}, taints: [], name: n1, imagePullPolicy: Never}\nlocalAPIEndpoint: {bindPort: 7443}\nskipPhases: [addon]\npatches: {directory: /p}',
      ),
    );
    const after = inOneFile(
      clusterYaml(
        'clusterName: x\napiServer: {extraArgs: [{name: a-b, value: ""}, {name: v, value: "2"}], certSANs: [API.example.com], extraVolumes: [{name: a, hostPath: /a, mountPath: /b}]}\netcd: {local: {extraArgs: [{name: b, value: "2"}, {name: z, value: "1"}], dataDir: /d}}\ndns: {imageTag: v9}\nfeatureGates: {RootlessControlPlane: true}\nnetworking: {podSubnet: 10.244.0.0/16}',
      ),
      newInit(
        'bootstrapTokens: [{token: abcdef.0123456789abcdef, ttl: 1h}]\nnodeRegistration: {kubeletExtraArgs: [{name: v, value: "4"}], taints: [], name: n1, imagePullPolicy: Never}\nlocalAPIEndpoint: {bindPort: 7443}\nskipPhases: [addon]\npatches: {directory: /p}',
      ),
    );
    expect((await loadText(before)).config).to.deep.equal((await loadText(after)).config);
  });

  it('has an external etcd, whose endpoints answer for metrics as well', async () => {
    const { config } = await loadText(oldCluster('etcd: {external: {endpoints: ["https://a:2379"]}}'));
    expect(config.cluster.etcd.external).to.deep.include({
      endpoints: ['https://a:2379'],
      httpEndpoints: ['https://a:2379'],
    });
  });

  it('is warned of, once for each document, with the command that converts the file', async () => {
    const { warnings } = await loadText(inOneFile(oldCluster(), old('InitConfiguration')));
    expect(warnings).to.have.length(2);
    expect(warnings[1]).to.match(
      /^\/c\.yaml:5:1: .*v1beta3 InitConfiguration is deprecated: "kubeadm-ts config migrate --old-config \/c\.yaml/,
    );
  });

  describe('timeouts', () => {
    const healthCheck = async (text: string): Promise<number> =>
      (await loadText(text)).config.timeouts.controlPlaneComponentHealthCheck;
    const apiServer = (timeout: string): string => oldCluster(`apiServer: {timeoutForControlPlane: ${timeout}}`);
    const sevenMinutes = newInit('timeouts: {controlPlaneComponentHealthCheck: 7m}');
    const MINUTE = 60_000;

    it('take timeoutForControlPlane for the health check of init', async () => {
      expect(await healthCheck(apiServer('9m'))).to.equal(9 * MINUTE);
      expect(await healthCheck(inOneFile(old('InitConfiguration'), apiServer('9m')))).to.equal(9 * MINUTE);
      expect(await healthCheck(inOneFile(sevenMinutes, apiServer('9m')))).to.equal(9 * MINUTE);
    });

    for (const timeout of ['0s', '4m', 'null'])
      it(`leave the health check of init as it is beside ${timeout}`, async () => {
        expect(await healthCheck(inOneFile(sevenMinutes, apiServer(timeout)))).to.equal(7 * MINUTE);
        expect(await healthCheck(apiServer(timeout))).to.equal(4 * MINUTE);
      });

    it('take discovery.timeout for that of join', async () => {
      const text = old('JoinConfiguration', `discovery: ${BY_TOKEN.replace('{', '{timeout: 3m, ')}`);
      expect((await loadJoinText(text)).config.timeouts.discovery).to.equal(3 * MINUTE);
      expect((await loadJoinText(oldJoin())).config.timeouts.discovery).to.equal(5 * MINUTE);
    });
  });

  describe('errors', () => {
    const faults: readonly (readonly [what: string, text: string, message: RegExp])[] = [
      [
        'an argument without a name',
        oldCluster('apiServer:\n  extraArgs:\n    v: "2"\n    "": x'),
        /c\.yaml:5:3: apiServer\.extraArgs: /,
      ],
      [
        'a list of arguments',
        oldCluster('apiServer: {extraArgs: [{name: a}]}'),
        /apiServer\.extraArgs: expected a map, found a list/,
      ],
      [
        'an argument that is a number',
        oldCluster('scheduler: {extraArgs: {v: 2}}'),
        /c\.yaml:4:28: scheduler\.extraArgs\.v: expected a string/,
      ],
      [
        'an endpoint of etcd without a scheme',
        oldCluster('etcd: {external: {endpoints: ["10.0.0.1:1"]}}'),
        /used: \/c\.yaml:4:32: etcd\.external\.endpoints\[0\]: /,
      ],
      ['a wrong subnet', oldCluster('networking: {podSubnet: x}'), /c\.yaml:4:25: networking\.podSubnet: /],
      [
        'a wrong name',
        inOneFile(oldCluster(), old('InitConfiguration', 'nodeRegistration: {name: a_b}')),
        /c\.yaml:7:26: nodeRegistration\.name: .*\[v1beta3 InitConfiguration\]/,
      ],
    ];
    for (const [what, text, message] of faults)
      it(`point at ${what} where it was written, in the words of v1beta3`, async () =>
        expect((await failureOf(loadText(text, VALIDATE))).message).to.match(message));

    const unknown: readonly (readonly [kind: string, fields: string])[] = [
      ['ClusterConfiguration', 'encryptionAlgorithm: RSA-2048'],
      ['ClusterConfiguration', 'certificateValidityPeriod: 1h'],
      ['ClusterConfiguration', 'caCertificateValidityPeriod: 1h'],
      ['ClusterConfiguration', 'proxy: {}'],
      ['ClusterConfiguration', 'dns: {disabled: true}'],
      ['ClusterConfiguration', 'apiServer: {extraEnvs: []}'],
      ['ClusterConfiguration', 'controllerManager: {extraEnvs: []}'],
      ['ClusterConfiguration', 'etcd: {local: {extraEnvs: []}}'],
      ['ClusterConfiguration', 'etcd: {external: {endpoints: ["a:1"], httpEndpoints: []}}'],
      ['InitConfiguration', 'timeouts: {}'],
      ['InitConfiguration', 'dryRun: true'],
      ['InitConfiguration', 'nodeRegistration: {imagePullSerial: true}'],
      ['JoinConfiguration', 'timeouts: {}'],
      ['JoinConfiguration', 'dryRun: true'],
    ];
    for (const [kind, fields] of unknown)
      it(`name the version of ${kind} that has "${fields}"`, async () => {
        const text = kind === 'JoinConfiguration' ? oldJoin(fields) : old(kind, `${fields}\n`);
        const { issues } = await validateText(text);
        expect(issues).to.have.length(1);
        expect(issues[0]?.message).to.match(/no such field/);
        expect(issues[0]?.hint).to.match(/belongs to v1beta4.*"kubeadm-ts config migrate" rewrites/);
      });

    for (const [kind, fields] of [
      ['ClusterConfiguration', 'apiServer: {timeoutForControlPlane: 3m}'],
      ['JoinConfiguration', `discovery: ${BY_TOKEN.replace('{', '{timeout: 3m, ')}`],
    ] as const)
      it(`of ${kind} in v1beta4 name v1beta3 for a field that is gone`, async () => {
        const { issues } = await validateText(documentYaml('v1beta4', kind, fields));
        expect(issues[0]?.hint).to.match(/belongs to v1beta3, and the document is of v1beta4/);
      });
  });
});
