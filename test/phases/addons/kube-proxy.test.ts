import { expect } from 'chai';
import { loadAll } from 'js-yaml';
import { addonPhase } from '../../../phases/addons/addon.ts';
import { kubeProxyPhase } from '../../../phases/addons/kube-proxy.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { applied, appliedObjects } from '../../support/applied-objects.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

interface DaemonSet {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly env: readonly object[] }[] } };
  };
}

describe('phase addon/kube-proxy', () => {
  it('applies its objects in the documented order', async () => {
    const machine = new SimulatedMachine();
    await kubeProxyPhase.run(testContext(machine));
    expect(applied(machine.changes)).to.deep.equal([
      'create ConfigMap kube-system/kube-proxy',
      'create DaemonSet kube-system/kube-proxy',
      'create ServiceAccount kube-system/kube-proxy',
      'create ClusterRoleBinding kubeadm:node-proxier',
      'create Role kube-system/kube-proxy',
      'create RoleBinding kube-system/kube-proxy',
    ]);
  });

  it('changes nothing the second time', async () => {
    const machine = new SimulatedMachine();
    const context = testContext(machine);
    await kubeProxyPhase.run(context);
    machine.forget();
    await kubeProxyPhase.run(context);
    expect(machine.changes).to.be.empty;
    expect(context.notes.join()).to.contain('kept kube-proxy');
  });

  it('hands the proxy settings of this process on', async () => {
    const machine = new SimulatedMachine({
      env: { no_proxy: '10.0.0.0/8', HTTPS_PROXY: 'http://proxy:3128', http_proxy: '', HOME: '/' },
    });
    await kubeProxyPhase.run(testContext(machine));
    const daemonSet = appliedObjects(machine.changes).find(({ kind }) => kind === 'DaemonSet') as unknown as DaemonSet;
    expect(daemonSet.spec.template.spec.containers[0]?.env.slice(1)).to.deep.equal([
      { name: 'HTTPS_PROXY', value: 'http://proxy:3128' },
      { name: 'no_proxy', value: '10.0.0.0/8' },
    ]);
  });

  it('leads kube-proxy to the control plane endpoint', async () => {
    const machine = new SimulatedMachine();
    const config = exampleConfig({ cluster: { controlPlaneEndpoint: 'cp.example.com:7443' } });
    await kubeProxyPhase.run(testContext(machine, { config }));
    expect(JSON.stringify(appliedObjects(machine.changes)[0])).to.contain('server: https://cp.example.com:7443');
  });

  it('prints the documents in the documented order without a cluster', async () => {
    const machine = new SimulatedMachine();
    machine.getObject = async () => expect.fail('asked the cluster');
    const context = testContext(machine, { settings: { printManifest: true, fullRun: false } });
    await kubeProxyPhase.run(context);
    const kinds = loadAll(context.results[0]!.text).map((document) => (document as KubeObject).kind);
    expect(kinds).to.deep.equal([
      'ServiceAccount',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
      'ConfigMap',
      'DaemonSet',
    ]);
  });

  it('is skipped in a whole init that disables it, but not when it is asked for by name', () => {
    const config = exampleConfig({ cluster: { proxy: { disabled: true } } });
    const machine = new SimulatedMachine();
    expect(kubeProxyPhase.skipReason?.(testContext(machine, { config }))).to.contain('disabled');
    expect(kubeProxyPhase.skipReason?.(testContext(machine, { config, settings: { fullRun: false } }))).to.equal(
      undefined,
    );
  });
});

describe('phase addon', () => {
  it('has both addons, and prints manifests only one at a time', () => {
    expect(addonPhase.phases.map(({ name }) => name)).to.deep.equal(['coredns', 'kube-proxy']);
    expect(addonPhase.flags).not.to.include('print-manifest');
    for (const leaf of addonPhase.phases) expect(leaf.flags).to.include('print-manifest');
  });
});
