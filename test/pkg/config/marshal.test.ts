import { expect } from 'chai';
import { keyAlgorithm } from '../../../pkg/config/key-algorithm.ts';
import { clusterConfigurationDocument } from '../../../pkg/config/marshal.ts';
import { withSkippedAddons } from '../../../pkg/config/skipped-addons.ts';
import type { JsonObject } from '../../../pkg/kube/kube-object.ts';
import { clusterYaml, loadText } from '../../support/config-loading.ts';
import { exampleConfig } from '../../support/example-config.ts';

const written = async (fields: string): Promise<JsonObject> =>
  clusterConfigurationDocument((await loadText(clusterYaml(fields))).config.cluster);

describe('clusterConfigurationDocument', () => {
  it('keeps the prefix of a CI version', async () => {
    expect(await written('kubernetesVersion: ci/v1.36.3-alpha.1+e5')).to.include({
      kubernetesVersion: 'ci/v1.36.3-alpha.1+e5',
    });
  });

  it('prints everything of an external etcd, and the copied endpoints', async () => {
    expect((await written('etcd: {external: {endpoints: ["http://a:2379"]}}'))['etcd']).to.deep.equal({
      external: {
        endpoints: ['http://a:2379'],
        httpEndpoints: ['http://a:2379'],
        caFile: '',
        certFile: '',
        keyFile: '',
      },
    });
  });

  it('fills in what the API server would of variables from the Pod, and of resources', async () => {
    const fields =
      'scheduler: {extraEnvs: [{name: A, valueFrom: {fieldRef: {fieldPath: x}}}, {name: B, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}, {name: C, valueFrom: {secretKeyRef: {name: s, key: k, optional: false}}}]}';
    expect((await written(fields))['scheduler']).to.deep.equal({
      extraEnvs: [
        { name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'x' } } },
        { name: 'B', valueFrom: { resourceFieldRef: { divisor: '0', resource: 'limits.cpu' } } },
        { name: 'C', valueFrom: { secretKeyRef: { key: 'k', name: 's', optional: false } } },
      ],
    });
  });

  it('leaves out what is not set, and keeps false out of volumes', async () => {
    const document = await written(
      'apiServer: {extraVolumes: [{name: a, hostPath: /a, mountPath: /b, readOnly: false}]}\nfeatureGates: {}\ncertificateValidityPeriod: 1.5h',
    );
    expect(document['apiServer']).to.deep.equal({ extraVolumes: [{ name: 'a', hostPath: '/a', mountPath: '/b' }] });
    expect(document).not.to.have.any.keys('featureGates', 'controlPlaneEndpoint');
    expect(document).to.include({ certificateValidityPeriod: '1h30m0s' });
  });
});

describe('keyAlgorithm', () => {
  it('follows encryptionAlgorithm until the old gate is present', () => {
    expect(keyAlgorithm({ encryptionAlgorithm: 'RSA-4096', featureGates: {} })).to.equal('RSA-4096');
    expect(keyAlgorithm({ encryptionAlgorithm: 'RSA-4096', featureGates: { PublicKeysECDSA: true } })).to.equal(
      'ECDSA-P256',
    );
    expect(keyAlgorithm({ encryptionAlgorithm: 'RSA-4096', featureGates: { PublicKeysECDSA: false } })).to.equal(
      'RSA-2048',
    );
  });
});

describe('withSkippedAddons', () => {
  const disabled = (skip: readonly string[]) => {
    const { config } = withSkippedAddons(exampleConfig(), skip);
    return [config.cluster.dns.disabled, config.cluster.proxy.disabled];
  };

  it('disables the addons whose phases are skipped', () => {
    expect(disabled([])).to.deep.equal([false, false]);
    expect(disabled(['addon'])).to.deep.equal([true, true]);
    expect(disabled(['addon/coredns'])).to.deep.equal([true, false]);
    expect(disabled(['addon/kube-proxy'])).to.deep.equal([false, true]);
  });

  it('skips the phases of addons that are disabled', () => {
    const { dns } = exampleConfig().cluster;
    const config = exampleConfig({ cluster: { dns: { ...dns, disabled: true } } });
    expect(withSkippedAddons(config, ['certs']).skipPhases).to.deep.equal(['certs', 'addon/coredns']);
    expect(withSkippedAddons(config, ['addon']).skipPhases).to.deep.equal(['addon']);
  });
});
