import { expect } from 'chai';
import type { Change } from '../../pkg/host/change.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import { withStaticPods, type Fate } from '../support/static-pods.ts';
import { SimulatedEtcd } from '../support/simulated-etcd.ts';
import { controlPlaneMachine, upgrade } from '../support/upgrade-machine.ts';

const MARK = '/etc/kubernetes/.kubeadm-ts-upgrade-in-progress.json';
const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const UNASKED = ['--yes', '--ignore-preflight-errors', 'all'];

interface Given {
  /** What becomes of the new manifest of a component. */
  readonly fate?: Readonly<Record<string, Fate>>;
  readonly onChange?: (change: Change) => void;
  readonly files?: Readonly<Record<string, string>>;
  readonly members?: Readonly<Record<string, string>>;
}

/** A cluster of one node at v1.36.0 whose kubelet runs what stands in the manifests. */
async function cluster({ fate = {}, onChange, files = {}, members = { cp1: '192.0.2.10' } }: Given = {}) {
  let made = false;
  const pods = withStaticPods({
    fate: (component) => (made ? fate[component] : undefined),
    onChange: (change) => (made ? onChange?.(change) : undefined),
  });
  const etcd = new SimulatedEtcd({ members });
  const machine = await controlPlaneMachine('v1.36.0', { ...pods, files, etcd });
  made = true;
  pods.started.splice(0);
  return { machine, started: pods.started, etcd };
}

const manifest = (machine: SimulatedMachine, component: string): string =>
  machine.file(`/etc/kubernetes/manifests/${component}.yaml`)?.content ?? '';
const imageOf = (machine: SimulatedMachine, component: string): string | undefined =>
  /image: (\S+)/.exec(manifest(machine, component))?.[1];
/** What is kept for the way back. */
const isBackup = (change: Change): boolean => 'path' in change && change.path.startsWith('/etc/kubernetes/tmp');
/** Without what preflight does: images and the Job that shows that the cluster works. */
const touched = (machine: SimulatedMachine): readonly Change[] =>
  machine.changes.filter(
    (change) =>
      change.kind !== 'pull-image' &&
      (change.kind !== 'apply-object' || change.object.kind !== 'Job') &&
      (!('path' in change) || change.path !== MARK) &&
      !isBackup(change),
  );
const apply = (machine: SimulatedMachine, ...more: readonly string[]) =>
  upgrade(machine, 'apply', 'v1.36.2', ...UNASKED, ...more);

describe('kubeadm-ts upgrade apply: the static Pods', () => {
  it('replaces one component after the other, and leaves an etcd alone that stays the same', async () => {
    const { machine, started } = await cluster();
    const { code, stderr } = await apply(machine);
    expect(code, stderr).equal(0);
    expect(started).deep.equal(COMPONENTS);
    for (const component of COMPONENTS)
      expect(imageOf(machine, component)).equal(`registry.k8s.io/${component}:v1.36.2`);
    expect(stderr).include('kept etcd: its manifest stays the same');
    expect(machine.file(MARK)).equal(undefined);
  });

  it('keeps the old manifests, for root alone, under the name that the reference gives them', async () => {
    const { machine } = await cluster();
    const before = COMPONENTS.map((component) => manifest(machine, component));
    await apply(machine);
    const [folder = ''] =
      /\/etc\/kubernetes\/tmp\/kubeadm-backup-manifests-\d{4}(-\d\d){5}/.exec(machine.paths().join(' ')) ?? [];
    const kept = COMPONENTS.map((component) => machine.file(`${folder}/${component}.yaml`));
    expect(kept.map((file) => file?.content)).deep.equal(before);
    expect(kept.map((file) => file?.mode)).deep.equal([0o600, 0o600, 0o600]);
    expect((await machine.stat('/etc/kubernetes/tmp'))?.mode).equal(0o700);
  });

  it("renews the certificates of what it replaces, those of etcd with them, and the administrator's", async () => {
    const { machine } = await cluster();
    const files = ['pki/apiserver.crt', 'pki/apiserver.key', 'pki/etcd/server.crt', 'scheduler.conf', 'admin.conf'];
    const read = () => files.map((name) => machine.file(`/etc/kubernetes/${name}`)?.content);
    const before = read();
    await apply(machine);
    read().forEach((content, index) => expect(content, files[index]).not.equal(before[index]));
  });

  it('leaves certificates alone with --certificate-renewal=false', async () => {
    const { machine } = await cluster();
    const read = () =>
      machine
        .paths()
        .filter((path) => /pki|\.conf$/.test(path))
        .map((path) => machine.file(path)?.content);
    const before = read();
    expect((await apply(machine, '--certificate-renewal=false')).code).equal(0);
    expect(read()).deep.equal(before);
  });

  it('replaces nothing the second time', async () => {
    const { machine, started } = await cluster();
    await apply(machine);
    started.splice(0);
    const { code } = await apply(machine);
    expect(code).equal(0);
    expect(started).deep.equal([]);
  });

  for (const [component, fate, reason] of [
    ['kube-apiserver', 'ignored', 'the kubelet has not taken the manifest of kube-apiserver within 300s'],
    ['kube-apiserver', 'sick', 'did not become healthy within 300s'],
    ['kube-controller-manager', 'ignored', 'the kubelet has not taken the manifest of'],
    ['kube-scheduler', 'sick', 'did not become healthy within 300s'],
  ] as const) {
    it(`puts every manifest back, byte for byte, when the new ${component} is ${fate}`, async () => {
      let sick = true;
      const { machine } = await cluster({
        fate: {
          get [component]() {
            return sick ? fate : undefined;
          },
        },
        onChange: (change) => {
          // with its old manifest it is well
          if (change.kind === 'write-file' && change.path.endsWith(`${component}.yaml`))
            sick = change.content.includes(':v1.36.2');
        },
      });
      const before = COMPONENTS.map((each) => manifest(machine, each));
      const { code, stderr } = await apply(machine);
      expect(code).equal(1);
      expect(COMPONENTS.map((each) => manifest(machine, each))).deep.equal(before);
      expect(stderr).match(new RegExp(`the upgrade was taken back \\(${component}.*\\), because of ${component}`));
      expect(stderr).include(reason);
      expect(machine.file(MARK)).equal(undefined);
    });
  }

  it('says so when not even the old manifest makes it well again', async () => {
    const { machine } = await cluster({ fate: { 'kube-scheduler': 'sick' } });
    const { code, stderr } = await apply(machine);
    expect(code).equal(1);
    expect(stderr).match(/not everything is well with the old ones either: kube-scheduler: /);
    expect(stderr).match(/hint: the old manifests are in \/etc\/kubernetes\/tmp\/kubeadm-backup-manifests-/);
    expect(machine.file(MARK)).not.equal(undefined);
  });

  it('stops before anything is changed when a patch does not fit', async () => {
    const { machine, started } = await cluster({
      files: { '/patches/kube-scheduler0+json.json': '[{"op": "remove", "path": "/spec/nothing"}]' },
    });
    const { code } = await apply(machine, '--patches', '/patches');
    expect(code).equal(1);
    expect(started).deep.equal([]);
    expect(touched(machine)).deep.equal([]);
  });

  it('patches the new manifests', async () => {
    const { machine } = await cluster({
      files: { '/patches/kube-scheduler+merge.yaml': 'metadata:\n  labels:\n    mine: "yes"\n' },
    });
    await apply(machine, '--patches', '/patches');
    expect(manifest(machine, 'kube-scheduler')).match(/mine: "yes"/);
  });

  it('changes nothing in a dry run, and shows the new manifests', async () => {
    const { machine } = await cluster();
    const { code, stdout, stderr } = await apply(machine, '--dry-run');
    expect(code, stderr).equal(0);
    expect(machine.changes).deep.equal([]);
    for (const component of COMPONENTS) expect(stdout).include(`image: registry.k8s.io/${component}:v1.36.2`);
    expect(stdout).not.match(/PRIVATE KEY/);
  });

  it('refuses a run without a version, with two, and with one that is none', async () => {
    const { machine } = await cluster();
    expect((await upgrade(machine, 'apply')).stderr).match(
      /to which version the cluster is to be upgraded is not said[\s\S]*upgrade plan/,
    );
    expect((await upgrade(machine, 'apply', 'v1.36.2', 'v1.36.1')).code).equal(1);
    expect((await upgrade(machine, 'apply', 'v1.36', '--yes')).stderr).match(
      /"v1.36" is neither a version nor a label/,
    );
    expect(machine.changes).deep.equal([]);
  });
});

describe('kubeadm-ts upgrade apply: etcd', () => {
  /** etcd of another release than the one that this release comes with. */
  const withEtcd = async (tag: string, more: Given = {}) => {
    const at = await cluster(more);
    await at.machine.change({
      kind: 'write-file',
      path: '/etc/kubernetes/manifests/etcd.yaml',
      content: manifest(at.machine, 'etcd').replace(/etcd:3\S+/, `etcd:${tag}`),
      mode: 0o600,
    });
    at.machine.forget();
    at.started.splice(0);
    return at;
  };

  it('comes first, after a copy of its data', async () => {
    const { machine, started } = await withEtcd('3.5.21-0');
    const { code, stderr } = await apply(machine);
    expect(code, stderr).equal(0);
    expect(started).deep.equal(['etcd', ...COMPONENTS]);
    const kinds = machine.changes.flatMap((change) =>
      change.kind === 'copy-directory'
        ? [change.to.replace(/\d{4}(-\d\d){5}/, '*')]
        : change.kind === 'write-file' && change.path.endsWith('manifests/etcd.yaml')
          ? ['etcd']
          : [],
    );
    expect(kinds).deep.equal(['/etc/kubernetes/tmp/kubeadm-backup-etcd-*/etcd', 'etcd']);
  });

  it('stays where it is newer, and with --etcd-upgrade=false', async () => {
    const newer = await withEtcd('3.7.0-0');
    expect((await apply(newer.machine)).stderr).match(/etcd stays at 3.7.0-0, which is newer than/);
    expect(newer.started).deep.equal(COMPONENTS);
    const older = await withEtcd('3.5.21-0');
    expect((await apply(older.machine, '--etcd-upgrade=false')).code).equal(0);
    expect(older.started).deep.equal(COMPONENTS);
  });

  it('is not touched while it has no healthy majority', async () => {
    const at = await withEtcd('3.5.21-0', { members: { cp1: '192.0.2.10', cp2: '192.0.2.11', cp3: '192.0.2.12' } });
    at.etcd.named('cp2').running = false;
    at.etcd.named('cp3').running = false;
    const { code, stderr } = await apply(at.machine);
    expect(code).equal(1);
    expect(stderr).match(/etcd has no healthy majority[\s\S]*cp2 \(\w+\).*cp3 \(\w+\)/);
    expect(touched(at.machine)).deep.equal([]);
  });

  it('says so beforehand where the others cannot decide anything without this one', async () => {
    const names = ['cp1', 'cp2', 'cp3', 'cp4', 'cp5'];
    const stderrWith = async (count: number): Promise<string> => {
      const members = Object.fromEntries(names.slice(0, count).map((name, index) => [name, `192.0.2.${10 + index}`]));
      const at = await withEtcd('3.5.21-0', { members });
      at.etcd.named('cp2').running = false;
      const { code, stderr } = await apply(at.machine);
      expect(code, stderr).equal(0);
      return stderr;
    };
    const warning = 'too few members are left to decide anything: writes wait for it';
    expect(await stderrWith(3))
      .match(/warning: .*etcd member cp2 \(\w+\)/)
      .and.include(warning);
    expect(await stderrWith(5))
      .match(/warning: .*etcd member cp2 \(\w+\)/)
      .and.not.include(warning);
  });

  it('keeps what it was told of its cluster when it joined: that alone is no reason to start it anew', async () => {
    const { machine, started } = await cluster();
    const joined = manifest(machine, 'etcd').replace(
      /--initial-cluster=\S+/,
      '--initial-cluster=cp0=https://192.0.2.9:2380,cp1=https://192.0.2.10:2380\n    - --initial-cluster-state=existing',
    );
    await machine.change({
      kind: 'write-file',
      path: '/etc/kubernetes/manifests/etcd.yaml',
      content: joined,
      mode: 0o600,
    });
    started.splice(0);
    expect((await apply(machine)).code).equal(0);
    expect(started).deep.equal(COMPONENTS);
    expect(manifest(machine, 'etcd')).equal(joined);
  });
});

describe('kubeadm-ts upgrade apply that is interrupted', () => {
  it('goes on and completes, whatever change it was killed after, and knows what was there before', async function () {
    this.timeout(60_000);
    const interrupted = async (made: number) => {
      let count = 0;
      let broken = true;
      const at = await cluster({
        onChange: () => {
          if (broken && (count += 1) > made) throw new Error('killed');
        },
      });
      const before = COMPONENTS.map((each) => manifest(at.machine, each));
      const first = await apply(at.machine);
      const total = count;
      broken = false;
      const again = await apply(at.machine);
      return { ...at, before, first, again, total };
    };
    const { total } = await interrupted(Infinity);
    expect(total).greaterThan(15);
    for (let made = 0; made < total; made += 1) {
      const { machine, before, first, again } = await interrupted(made);
      const where = `killed after change ${made}`;
      expect(first.code, where).equal(1);
      expect(again.code, `${where}: ${again.stderr}`).equal(0);
      for (const component of COMPONENTS)
        expect(imageOf(machine, component), where).equal(`registry.k8s.io/${component}:v1.36.2`);
      const stamps = machine.paths().filter((path) => path.includes('kubeadm-ts-upgrade-'));
      expect(stamps, where).lengthOf(1);
      const kept = COMPONENTS.map(
        (each) =>
          machine.paths().find((path) => path.includes('backup-manifests') && path.endsWith(`${each}.yaml`)) ?? '',
      );
      expect(
        kept.map((path) => machine.file(path)?.content),
        where,
      ).deep.equal(before);
      expect(machine.file(MARK), where).equal(undefined);
    }
  });
});
