import { expect } from 'chai';
import { load } from 'js-yaml';
import type { InitSettings } from '../../../phases/init-context.ts';
import { uploadConfigPhase } from '../../../phases/upload-config/upload-config.ts';
import { uploadKubeadmConfig } from '../../../phases/upload-config/kubeadm.ts';
import { uploadKubeletConfig } from '../../../phases/upload-config/kubelet.ts';
import { applied, appliedObjects } from '../../support/applied-objects.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const HASH = 'kubeadm.kubernetes.io/component-config.hash';
const RESOLVED = '/run/systemd/resolve/resolv.conf';
const [KUBEADM, KUBELET] = [uploadKubeadmConfig, uploadKubeletConfig];

/** The kubelet configuration that a machine with systemd-resolved uploads. */
async function uploadedKubeletConfig(settings: Partial<InitSettings>, resolvConf?: string) {
  const { kubelet } = exampleConfig();
  const document = { ...kubelet.document, ...(resolvConf === undefined ? {} : { resolvConf }) };
  const machine = new SimulatedMachine({ commands: { 'systemctl is-active systemd-resolved': 'active\n' } });
  await KUBELET.run(testContext(machine, { config: exampleConfig({ kubelet: { ...kubelet, document } }), settings }));
  const { data } = appliedObjects(machine.changes)[0] as unknown as { data: { kubelet: string } };
  return load(data.kubelet) as Record<string, unknown>;
}

describe('phase upload-config', () => {
  it('has a leaf for each configuration, kubeadm first', () => {
    expect(uploadConfigPhase.phases).to.deep.equal([KUBEADM, KUBELET]);
    expect(uploadConfigPhase).to.include({ name: 'upload-config', all: true });
  });

  for (const phase of [KUBEADM, KUBELET]) {
    it(`changes nothing the second time (${phase.name})`, async () => {
      const machine = new SimulatedMachine();
      const context = testContext(machine);
      await phase.run(context);
      machine.forget();
      await phase.run(context);
      expect(machine.changes).to.be.empty;
      expect(context.notes.join()).to.contain('kept ConfigMap');
    });
  }
});

describe('phase upload-config/kubeadm', () => {
  it('stores the ClusterConfiguration and lets nodes read it', async () => {
    const machine = new SimulatedMachine();
    await KUBEADM.run(testContext(machine));
    expect(applied(machine.changes)).to.deep.equal([
      'create ConfigMap kube-system/kubeadm-config',
      'create Role kube-system/kubeadm:nodes-kubeadm-config',
      'create RoleBinding kube-system/kubeadm:nodes-kubeadm-config',
    ]);
  });

  it('replaces only its own key of a ConfigMap that exists', async () => {
    const existing = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kubeadm-config',
        namespace: 'kube-system',
        annotations: { team: 'infra' },
      },
      data: { ClusterConfiguration: 'old', Notes: 'mine' },
    };
    const machine = new SimulatedMachine({ objects: [existing] });
    await KUBEADM.run(testContext(machine));
    expect(applied(machine.changes)[0]).to.equal('update ConfigMap kube-system/kubeadm-config');
    const [updated] = appliedObjects(machine.changes);
    expect(updated?.metadata).to.deep.equal({
      name: 'kubeadm-config',
      namespace: 'kube-system',
      annotations: { team: 'infra' },
    });
    expect(updated?.['data'])
      .to.include({ Notes: 'mine' })
      .and.to.have.property('ClusterConfiguration')
      .that.contains('v1beta4');
  });
});

describe('phase upload-config/kubelet', () => {
  it('stores the kubelet configuration and lets nodes read it', async () => {
    const machine = new SimulatedMachine();
    await KUBELET.run(testContext(machine));
    expect(applied(machine.changes)).to.deep.equal([
      'create ConfigMap kube-system/kubelet-config',
      'create Role kube-system/kubeadm:kubelet-config',
      'create RoleBinding kube-system/kubeadm:kubelet-config',
    ]);
  });

  it('puts a fingerprint only on a configuration that nobody gave', async () => {
    const fingerprints = [];
    for (const userSupplied of [false, true]) {
      const machine = new SimulatedMachine();
      const config = exampleConfig({ kubelet: { ...exampleConfig().kubelet, userSupplied } });
      await KUBELET.run(testContext(machine, { config }));
      fingerprints.push(appliedObjects(machine.changes)[0]?.metadata.annotations?.[HASH]);
    }
    expect(fingerprints[0]).to.match(/^sha256:[0-9a-f]{64}$/);
    expect(fingerprints[1]).to.equal(undefined);
  });

  it('carries the resolvers of systemd-resolved in a whole init only', async () => {
    expect(await uploadedKubeletConfig({ fullRun: true })).to.include({ resolvConf: RESOLVED });
    expect(await uploadedKubeletConfig({ fullRun: false })).not.to.have.property('resolvConf');
  });

  it('keeps the resolvers that a person chose', async () => {
    expect(await uploadedKubeletConfig({ fullRun: true }, '/etc/mine.conf')).to.include({
      resolvConf: '/etc/mine.conf',
    });
  });
});
