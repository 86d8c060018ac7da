import { expect } from 'chai';
import { loadAll } from 'js-yaml';
import { corednsObjects } from '../../../manifests/addons/coredns.ts';
import { corednsPhase } from '../../../phases/addons/coredns.ts';
import { imageTagOf } from '../../../pkg/kube/image-tag.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { applied, appliedObjects } from '../../support/applied-objects.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const INSTALLED = corednsObjects({
  dnsDomain: 'cluster.local',
  clusterIP: '10.96.0.10',
  image: 'registry.k8s.io/coredns/coredns:v1.14.1',
  replicas: 5,
});
const CUSTOM: KubeObject = { ...INSTALLED.configMap, ...{ data: { Corefile: '.:53 {\n    whoami\n}\n' } } };

async function run(options: MachineOptions = {}, config = exampleConfig()) {
  const machine = new SimulatedMachine(options);
  const context = testContext(machine, { config });
  await corednsPhase.run(context);
  return { machine, context, lines: applied(machine.changes), objects: appliedObjects(machine.changes) };
}

function withImage(image: string): KubeObject {
  return corednsObjects({ dnsDomain: 'cluster.local', clusterIP: '10.96.0.10', image, replicas: 2 }).deployment;
}

async function failure(options: MachineOptions): Promise<unknown> {
  return run(options).catch((error: unknown) => error);
}

describe('phase addon/coredns', () => {
  it('applies its objects in the documented order', async () => {
    const { lines } = await run();
    expect(lines).to.deep.equal([
      'create ConfigMap kube-system/coredns',
      'create ClusterRole system:coredns',
      'create ClusterRoleBinding system:coredns',
      'create ServiceAccount kube-system/coredns',
      'create Deployment kube-system/coredns',
      'create Service kube-system/kube-dns',
    ]);
  });

  it('changes nothing the second time', async () => {
    const { machine, context } = await run();
    machine.forget();
    await corednsPhase.run(context);
    expect(machine.changes).to.be.empty;
    expect(context.notes.join()).to.contain('kept CoreDNS');
  });

  it('keeps the number of Pods of an installed Deployment, none too', async () => {
    for (const replicas of [0, 5]) {
      const deployment = { ...INSTALLED.deployment, spec: { ...(INSTALLED.deployment['spec'] as object), replicas } };
      const { objects } = await run({ objects: [deployment] });
      const updated = objects.find(({ kind }) => kind === 'Deployment');
      expect(updated?.['spec']).to.include({ replicas });
    }
  });

  it('refuses to choose between several Deployments that serve DNS', async () => {
    const other = { ...INSTALLED.deployment, metadata: { ...INSTALLED.deployment.metadata, name: 'kube-dns' } };
    const error = await failure({ objects: [INSTALLED.deployment, other] });
    expect(error).to.include({ code: 'dns-ambiguous' });
    expect((error as Error).message).to.contain('coredns, kube-dns');
  });

  it('keeps a custom Corefile and updates everything else', async () => {
    const { lines, context } = await run({ objects: [INSTALLED.deployment, CUSTOM] });
    expect(lines)
      .to.include('update Deployment kube-system/coredns')
      .and.not.include('update ConfigMap kube-system/coredns');
    expect(context.notes.join()).to.contain('kept the Corefile');
  });

  it('replaces an empty Corefile', async () => {
    const empty = { ...CUSTOM, data: { Corefile: '' } };
    const { lines } = await run({ objects: [INSTALLED.deployment, empty] });
    expect(lines).to.include('update ConfigMap kube-system/coredns');
  });

  it('migrates the Corefile of an old CoreDNS, and keeps the old one, which the old Pods read meanwhile', async () => {
    const old = '.:53 {\n    kubernetes cluster.local {\n        upstream\n    }\n    forward . 192.0.2.1\n}\n';
    const map = { ...CUSTOM, ...{ data: { Corefile: old } } };
    const { lines, objects, context, machine } = await run({
      objects: [withImage('registry.k8s.io/coredns:1.6.7'), map],
    });
    expect(lines.slice(0, 2)).to.deep.equal([
      'update ConfigMap kube-system/coredns',
      'patch Deployment kube-system/coredns',
    ]);
    expect(lines).to.include('update Deployment kube-system/coredns');
    expect(objects[0]?.['data']).to.deep.equal({
      Corefile:
        '.:53 {\n    kubernetes cluster.local\n    forward . 192.0.2.1 {\n        max_concurrent 1000\n    }\n}\n',
      'Corefile-backup': old,
    });
    expect(JSON.stringify(objects[1])).to.contain('"key":"Corefile-backup"');
    expect(context.notes.join()).to.contain('1.7.0: forward is given "max_concurrent 1000"');
    machine.forget();
    await corednsPhase.run(context);
    expect(machine.changes).to.be.empty;
  });

  it('leaves an old CoreDNS alone whose Corefile cannot be migrated, and says how to go on', async () => {
    const odd = 'a:53 b:53 {\n    forward c.example 192.0.2.1\n}\n';
    const map = { ...CUSTOM, ...{ data: { Corefile: odd } } };
    const { lines, context } = await run({ objects: [withImage('registry.k8s.io/coredns:1.3.1'), map] });
    expect(lines).to.be.empty;
    expect(context.warnings.join()).to.contain('kubectl -n kube-system set image deployment/coredns');
  });

  it('warns when it cannot know whether the custom Corefile fits', async () => {
    const { lines, context } = await run({ objects: [withImage('example.com/dns:mine'), CUSTOM] });
    expect(lines).to.include('update Deployment kube-system/coredns');
    expect(context.warnings.join()).to.contain('CoreDNS mine is not a known release');
  });

  it('asks what to do with a ConfigMap that holds no Corefile', async () => {
    const error = await failure({ objects: [{ ...CUSTOM, ...{ data: { other: 'x' } } }] });
    expect(error).to.include({ code: 'corefile-missing' });
  });

  it('applies patches to the Deployment, before it changes anything', async () => {
    const config = exampleConfig({ patchesDirectory: '/etc/patches' });
    const { objects } = await run(
      { files: { '/etc/patches/corednsdeployment+merge.yaml': 'spec: {replicas: 3}\n' } },
      config,
    );
    expect(objects.find(({ kind }) => kind === 'Deployment')?.['spec']).to.include({ replicas: 3 });
    const machine = new SimulatedMachine();
    const error = await corednsPhase.run(testContext(machine, { config })).catch((each: unknown) => each);
    expect(error).to.include({ code: 'patches-directory-missing' });
    expect(machine.changes).to.be.empty;
  });

  it('prints the documents in the documented order without a cluster', async () => {
    const machine = new SimulatedMachine();
    machine.listObjects = async () => expect.fail('asked the cluster');
    const context = testContext(machine, { settings: { printManifest: true, fullRun: false } });
    await corednsPhase.run(context);
    const kinds = loadAll(context.results[0]!.text).map((document) => (document as KubeObject).kind);
    expect(kinds).to.deep.equal([
      'Deployment',
      'ConfigMap',
      'Service',
      'ClusterRole',
      'ClusterRoleBinding',
      'ServiceAccount',
    ]);
    expect(machine.changes).to.be.empty;
  });

  it('is skipped in a whole init that disables it, but not when it is asked for by name', () => {
    const config = exampleConfig({ cluster: { dns: { imageRepository: '', imageTag: '', disabled: true } } });
    const machine = new SimulatedMachine();
    expect(corednsPhase.skipReason?.(testContext(machine, { config }))).to.contain('disabled');
    expect(corednsPhase.skipReason?.(testContext(machine, { config, settings: { fullRun: false } }))).to.equal(
      undefined,
    );
  });

  it('finds the tag of an image behind ports and digests', () => {
    expect(imageTagOf('host:5000/coredns:v1')).to.equal('v1');
    expect(imageTagOf('host:5000/coredns')).to.equal(undefined);
    expect(imageTagOf('coredns:v1@sha256:00ff')).to.equal('v1');
    expect(imageTagOf('coredns@sha256:00ff')).to.equal(undefined);
  });
});
