import { Ajv } from 'ajv';
import { expect } from 'chai';
import { exampleDocument } from '../../../../pkg/config/docs/example-document.ts';
import { jsonSchema } from '../../../../pkg/config/json-schema/json-schema.ts';
import { KINDS } from '../../../../pkg/config/kinds/registry.ts';
import { readYaml } from '../../../../pkg/yaml/read-yaml.ts';
import { clusterYaml, initYaml } from '../../../support/config-loading.ts';
import { joinYaml, resetYaml } from '../../../support/config-join.ts';
import { failureOf } from '../../../support/failure.ts';
import { goldenCases, goldenConfig } from '../../../support/golden-objects.ts';
import { AJV_OPTIONS, faultsOf, schemaFaults } from '../../../support/schema-faults.ts';

const UPGRADE = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: UpgradeConfiguration\n';
const KUBELET = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
const PROXY = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n';

describe('jsonSchema, for any document of a file', () => {
  for (const name of goldenCases()) {
    it(`takes the golden configuration ${name}`, () => {
      expect(schemaFaults(goldenConfig(name))).to.deep.equal([]);
    });
  }

  const GOOD: Readonly<Record<string, string>> = {
    'null for anything that is left out': clusterYaml(
      'networking:\nclusterName:\nfeatureGates: {NodeLocalCRISocket: }',
    ),
    'null for one of what excludes each other': clusterYaml('etcd: {local: null, external: {endpoints: [a:1]}}'),
    'empty texts for what is left out': clusterYaml('imageRepository: ""\ncertificatesDir: ""'),
    'durations in every unit': initYaml('timeouts: {discovery: 1h2m3.5s, etcdAPICall: "0", tlsBootstrap: -5ms}'),
    'numbers for quantities': clusterYaml(
      'apiServer: {extraEnvs: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1}}}]}',
    ),
    'nanoseconds for the frequency of flushing': `${KUBELET}logging: {flushFrequency: 5000000000}\n`,
    'feature gates of Kubernetes in a component': `${KUBELET}featureGates: {Anything: true}\n`,
    'arguments by name in v1beta3': clusterYaml('scheduler: {extraArgs: {v: "2"}}').replace('v1beta4', 'v1beta3'),
  };
  for (const [what, text] of Object.entries(GOOD))
    it(`takes ${what}`, () => expect(schemaFaults(text)).to.deep.equal([]));

  const BAD: Readonly<Record<string, readonly [text: string, where: RegExp]>> = {
    'a misspelt field': [clusterYaml('networking: {podSubnets: 10.0.0.0/16}'), /^\/networking .*podSubnets/],
    'a field in the wrong case': [clusterYaml('ClusterName: x'), /ClusterName/],
    'a misspelt field of a list': [initYaml('nodeRegistration: {taints: [{kye: a}]}'), /taints\/0 .*kye/],
    'a misspelt value': [clusterYaml('encryptionAlgorithm: RSA2048'), /encryptionAlgorithm .*allowed values/],
    'a misspelt value of a list': [resetYaml('unmountFlags: [mnt_force]'), /unmountFlags\/0 .*allowed values/],
    'a misspelt feature gate': [clusterYaml('featureGates: {PublicKeyECDSA: true}'), /featureGates .*PublicKeyECDSA/],
    'a number for a text': [clusterYaml('clusterName: 1'), /clusterName must be string/],
    'a text for a number': [initYaml('localAPIEndpoint: {bindPort: "6443"}'), /bindPort must be integer/],
    'a port that is none': [initYaml('localAPIEndpoint: {bindPort: 70000}'), /bindPort must be <= 65535/],
    'a text for a boolean': [resetYaml('force: "true"'), /force must be boolean/],
    'a duration in days': [clusterYaml('certificateValidityPeriod: 10d'), /certificateValidityPeriod must match/],
    'a number for a duration': [clusterYaml('certificateValidityPeriod: 10'), /must be string,null/],
    'a relative path': [clusterYaml('certificatesDir: pki'), /certificatesDir must match/],
    'a repository with a scheme': [clusterYaml('imageRepository: https://x.example.com'), /imageRepository must match/],
    'a repository with a slash at its end': [clusterYaml('imageRepository: x.example.com/'), /must match/],
    'a name of a Node that is none': [initYaml('nodeRegistration: {name: node_1}'), /name must match/],
    'a version that is none': [clusterYaml('kubernetesVersion: "1.36"'), /kubernetesVersion must match/],
    'a token that is none': [joinYaml('discovery: {bootstrapToken: {token: abc}}'), /token must match/],
    'a key that is too short': [initYaml('certificateKey: abcd'), /certificateKey must match/],
    'an authority without its ending': [joinYaml('caCertPath: /ca.pem'), /caCertPath must match/],
    'both kinds of etcd': [clusterYaml('etcd: {local: {}, external: {}}'), /^\/etcd must NOT be valid/],
    'both ways of discovery': [joinYaml('discovery: {file: {}, bootstrapToken: {}}'), /^\/discovery must NOT/],
    'arguments by name in v1beta4': [clusterYaml('scheduler: {extraArgs: {v: "2"}}'), /extraArgs must be array/],
    'fields of v1beta4 in v1beta3': [clusterYaml('proxy: {}').replace('v1beta4', 'v1beta3'), /"proxy"/],
    'a kind of another version': [resetYaml().replace('v1beta4', 'v1beta3'), /^\/kind .*allowed values/],
    'a misspelt field of an upgrade': [`${UPGRADE}apply: {forceUpgrades: true}\n`, /^\/apply .*forceUpgrades/],
    'a misspelt field of the kubelet': [`${KUBELET}cgroupDrivers: systemd\n`, /cgroupDrivers/],
    'a misspelt field of kube-proxy': [`${PROXY}ipvs: {schedulers: rr}\n`, /^\/ipvs .*schedulers/],
  };
  for (const [what, [text, where]] of Object.entries(BAD))
    it(`refuses ${what}`, () => {
      const faults = text.split('---\n').flatMap((document) => faultsOf(readYaml(document)));
      expect(faults.join('\n')).to.match(where);
    });

  it('refuses kinds and versions that nobody knows', () => {
    expect(faultsOf({ apiVersion: 'kubeadm.k8s.io/v1beta5', kind: 'ClusterConfiguration' })).to.not.be.empty;
    expect(faultsOf({ apiVersion: 'v1', kind: 'Pod' })).to.not.be.empty;
    expect(faultsOf({ kind: 'ClusterConfiguration' })).to.not.be.empty;
  });
});

describe('jsonSchema, of one kind', () => {
  for (const entry of KINDS) {
    const name = `${entry.version}/${entry.kind}`;
    it(`takes the example of ${name}, and nothing else`, () => {
      const validate = new Ajv(AJV_OPTIONS).compile(jsonSchema(name));
      const example = exampleDocument(entry);
      expect(validate(example), JSON.stringify(validate.errors)).to.equal(true);
      expect(validate({ ...example, oops: 1 })).to.equal(false);
      expect(validate({ ...example, kind: 'Other' })).to.equal(false);
    });
  }

  it('is that of the newest version where none is named, in any case', () => {
    expect(jsonSchema('joinconfiguration')).to.deep.equal(jsonSchema('kubeadm.k8s.io/v1beta4/JoinConfiguration'));
  });

  it('carries texts, defaults and examples for editors', () => {
    const { properties } = jsonSchema('ClusterConfiguration') as {
      properties: Record<string, Record<string, unknown>>;
    };
    expect(properties['clusterName']).to.include({ default: 'kubernetes' });
    expect(properties['clusterName']?.['description']).to.match(/Name of the cluster/);
    expect(properties['certificateValidityPeriod']).to.include({ default: '8760h0m0s' });
    expect(properties['controlPlaneEndpoint']?.['examples']).to.deep.equal(['api.example.com:6443']);
  });

  it('names the nearest kind for one that nobody knows', async () => {
    const failure = await failureOf(Promise.resolve().then(() => jsonSchema('ClusterConfig')));
    expect(failure).to.include({ code: 'unknown-kind' });
    expect(failure.message).to.match(/did you mean "ClusterConfiguration"/);
    const version = await failureOf(Promise.resolve().then(() => jsonSchema('v1beta3/ResetConfiguration')));
    expect(version.message).to.equal('there is no v1beta3 of ResetConfiguration');
  });
});
