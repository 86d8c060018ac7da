import { expect } from 'chai';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { controlPlanePhase } from '../../../phases/control-plane/control-plane.ts';
import { etcdPhase } from '../../../phases/etcd/etcd.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { Host } from '../../../pkg/host/host.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const MANIFESTS = '/etc/kubernetes/manifests';
const ROOTLESS = exampleConfig({ cluster: { featureGates: { RootlessControlPlane: true } } });

interface Pod {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly securityContext: object;
    readonly containers: readonly { readonly command: string[]; readonly env?: object[] }[];
  };
}

function pod(machine: SimulatedMachine, name: string): Pod {
  return readYaml(machine.file(`${MANIFESTS}/${name}.yaml`)?.content ?? '') as Pod;
}

describe('phase control-plane', () => {
  it('writes three manifests that only root may read', async () => {
    const machine = new SimulatedMachine();
    await runSteps(controlPlanePhase, testContext(machine));
    expect(machine.changes.map((change) => ('path' in change ? change.path : change.kind))).deep.equal(
      ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => `${MANIFESTS}/${name}.yaml`),
    );
    for (const { path } of machine.changes as { path: string }[]) expect(machine.file(path)?.mode, path).equal(0o600);
  });

  for (const [leaf, component] of [
    ['apiserver', 'kube-apiserver'],
    ['controller-manager', 'kube-controller-manager'],
    ['scheduler', 'kube-scheduler'],
  ]) {
    it(`writes only ${component} when ${leaf} runs alone`, async () => {
      const machine = new SimulatedMachine();
      await runSteps(controlPlanePhase, testContext(machine), [leaf!]);
      expect(machine.paths().filter((path) => path.startsWith(MANIFESTS))).deep.equal([
        `${MANIFESTS}/${component}.yaml`,
      ]);
    });
  }

  it('changes nothing the second time, and says so', async () => {
    const machine = new SimulatedMachine();
    await runSteps(controlPlanePhase, testContext(machine));
    machine.forget();
    const context = testContext(machine);
    await runSteps(controlPlanePhase, context);
    expect(machine.changes).deep.equal([]);
    expect(context.notes.every((note) => note.startsWith('kept '))).equal(true);
  });

  it('puts a manifest right that a person changed, or let others read', async () => {
    const path = `${MANIFESTS}/kube-scheduler.yaml`;
    const machine = new SimulatedMachine({ files: { [path]: 'kind: Pod\n' } });
    await runSteps(controlPlanePhase, testContext(machine), ['scheduler']);
    const content = machine.file(path)?.content ?? '';
    expect(content).include('--leader-elect=true');
    const opened = new SimulatedMachine({ files: { [path]: { content, mode: 0o644 } } });
    await runSteps(controlPlanePhase, testContext(opened), ['scheduler']);
    expect(opened.file(path)).include({ mode: 0o600, content });
  });

  it("hands the process's proxy settings on, and knows the CA folders of the machine", async () => {
    const machine = new SimulatedMachine({
      env: { HTTPS_PROXY: 'http://p:1', Http_Proxy: 'x', NO_PROXY: '', PATH: '/bin' },
      files: { '/etc/pki/tls/certs/': '' },
    });
    await runSteps(controlPlanePhase, testContext(machine));
    expect(pod(machine, 'kube-apiserver').spec.containers[0]?.env).deep.equal([
      { name: 'HTTPS_PROXY', value: 'http://p:1' },
      { name: 'Http_Proxy', value: 'x' },
    ]);
    expect(machine.file(`${MANIFESTS}/kube-apiserver.yaml`)?.content).include('name: etc-pki-tls-certs');
  });

  it('lets the controller manager sign nothing where the CA key is kept elsewhere', async () => {
    const machine = new SimulatedMachine();
    await runSteps(certsPhase, testContext(machine), ['ca']);
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/pki/ca.key' });
    await runSteps(controlPlanePhase, testContext(machine), ['controller-manager']);
    expect(pod(machine, 'kube-controller-manager').spec.containers[0]?.command).include.members([
      '--cluster-signing-key-file=',
      '--cluster-signing-cert-file=',
    ]);
  });

  it('applies the patches of the directory, and tells each', async () => {
    const files = {
      '/p/kube-scheduler+merge.yaml': 'metadata: {annotations: {x: "y"}}',
      '/p/notes.txt': 'mine',
    };
    const machine = new SimulatedMachine({ files });
    const context = testContext(machine, { config: exampleConfig({ patchesDirectory: '/p' }) });
    await runSteps(controlPlanePhase, context);
    expect(pod(machine, 'kube-scheduler').metadata.annotations).deep.equal({ x: 'y' });
    expect(context.notes.filter((note) => note.includes('/p/'))).deep.equal([
      'ignoring /p/notes.txt: its name ends in neither .json nor .yaml',
      'applied the JSON merge patch /p/kube-scheduler+merge.yaml to kube-scheduler',
    ]);
  });

  it('writes nothing where a patch does not fit', async () => {
    const machine = new SimulatedMachine({
      files: { '/p/kube-apiserver+json.yaml': '[{op: remove, path: /nothing}]' },
    });
    const context = testContext(machine, { config: exampleConfig({ patchesDirectory: '/p' }) });
    const error: unknown = await runSteps(controlPlanePhase, context).catch((thrown: unknown) => thrown);
    expect(error).instanceOf(KubeadmError).property('code', 'patch-failed');
    expect(machine.changes).deep.equal([]);
  });

  it('warns about authorization modes that the API server does not know', async () => {
    const extraArgs = [{ name: 'authorization-mode', value: 'Node,RBAC,Magic' }];
    const apiServer = { extraArgs, extraVolumes: [], extraEnvs: [], certSANs: [] };
    const context = testContext(new SimulatedMachine(), { config: exampleConfig({ cluster: { apiServer } }) });
    await runSteps(controlPlanePhase, context);
    expect(context.warnings).lengthOf(1);
    expect(context.warnings[0]).include('Magic');
  });
});

describe('RootlessControlPlane', () => {
  async function run(host: Host): Promise<ReturnType<typeof testContext>> {
    const context = testContext(host, { config: ROOTLESS });
    await runSteps(etcdPhase, context);
    await runSteps(controlPlanePhase, context);
    return context;
  }

  const CONFS = { '/etc/kubernetes/controller-manager.conf': 'x', '/etc/kubernetes/scheduler.conf': 'x' };

  async function prepared(): Promise<SimulatedMachine> {
    const machine = new SimulatedMachine({
      files: { ...CONFS, '/etc/passwd': 'root:x:0:0::/root:/bin/sh\n', '/etc/group': 'root:x:0:\n' },
    });
    await runSteps(certsPhase, testContext(machine, { config: ROOTLESS }));
    machine.forget();
    return machine;
  }

  it('adds the groups before the users, and runs every component as its own', async () => {
    const machine = await prepared();
    await run(machine);
    const added = machine.changes.filter(({ kind }) => kind === 'add-accounts');
    expect(added.map((change) => ('path' in change ? change.path : ''))).deep.equal(['/etc/group', '/etc/passwd']);
    expect(machine.file('/etc/passwd')?.content).match(/^root.*\nkubeadm-etcd:x:100:100:::\/bin\/false\n/);
    expect(pod(machine, 'kube-scheduler').spec.securityContext).include({ runAsUser: 103, runAsGroup: 103 });
  });

  it('gives every component its files, and lets two of them read the signing key', async () => {
    const machine = await prepared();
    await run(machine);
    const owner = (path: string): string => {
      const entry = machine.file(path);
      return `${entry?.owner.uid}:${entry?.owner.gid} ${entry?.mode.toString(8)}`;
    };
    expect(owner('/var/lib/etcd')).equal('100:100 700');
    expect(owner('/etc/kubernetes/pki/etcd/peer.key')).equal('100:100 600');
    expect(owner('/etc/kubernetes/pki/sa.pub')).equal('101:101 600');
    expect(owner('/etc/kubernetes/pki/sa.key')).equal('0:104 640');
    expect(owner('/etc/kubernetes/pki/ca.key')).equal('102:102 600');
    expect(owner('/etc/kubernetes/scheduler.conf')).equal('103:103 600');
  });

  it('changes nothing the second time', async () => {
    const machine = await prepared();
    await run(machine);
    machine.forget();
    await run(machine);
    expect(machine.changes).deep.equal([]);
  });

  it('shows root, and says why, on a host that only pretends to add accounts', async () => {
    const machine = await prepared();
    const pretending: Host = Object.assign(Object.create(machine) as Host, {
      change: async (change: Parameters<Host['change']>[0]) => {
        if (change.kind !== 'add-accounts') await machine.change(change);
      },
    });
    const { warnings } = await run(pretending);
    expect(pod(machine, 'etcd').spec.securityContext).not.property('runAsUser');
    expect(warnings).lengthOf(4);
  });
});
