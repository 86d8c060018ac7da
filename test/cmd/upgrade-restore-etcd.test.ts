import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { Change } from '../../pkg/host/change.ts';
import { asMachine, run } from '../support/simulated-run.ts';
import { SimulatedEtcd } from '../support/simulated-etcd.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import { withStaticPods } from '../support/static-pods.ts';
import { controlPlaneMachine, upgrade } from '../support/upgrade-machine.ts';

const RESTORE = ['rollback', '--restore-etcd', '--yes'];
const DATA = '/var/lib/etcd/member/wal/0.wal';
const COMPONENTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const BODY = Buffer.from('all that etcd holds');
const WHOLE = Buffer.concat([BODY, createHash('sha256').update(BODY).digest()]);

interface Options {
  readonly members?: Readonly<Record<string, string>>;
  readonly program?: string | false;
  readonly df?: string;
  readonly snapshot?: Buffer;
  readonly onChange?: (change: Change) => void;
}

/** A control plane that was upgraded, with data that are told from those of the snapshot. */
async function upgradedMachine(options: Options = {}) {
  const see = { change: (_change: Change): void => undefined };
  const pods = withStaticPods({ onChange: (change) => see.change(change) });
  const etcd = new SimulatedEtcd({ members: options.members ?? { cp1: '192.0.2.10' } });
  const machine = await controlPlaneMachine('v1.36.0', {
    ...pods,
    etcd,
    programs: { etcdutl: options.program ?? '/usr/bin/etcdutl' },
    commands: {
      df: options.df ?? 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 9 9 99999999 9% /\n',
      etcdutl: (command) =>
        command.includes('status') ? '{"hash":1,"revision":900}' : '--bump-revision --mark-compacted',
    },
  });
  const before = manifests(machine);
  const { code, stderr } = await upgrade(machine, 'apply', 'v1.36.2', '--yes');
  expect(code, stderr).equal(0);
  const { readBytes } = machine;
  Object.assign(machine, {
    readBytes: async (path: string) =>
      path.endsWith('/snapshot.db') ? (options.snapshot ?? WHOLE) : readBytes.call(machine, path),
  });
  await machine.change({ kind: 'write-file', path: DATA, content: 'the data of now', mode: 0o600 });
  machine.forget();
  see.change = options.onChange ?? see.change;
  return { machine, before, see, etcd };
}

const manifests = (machine: SimulatedMachine): readonly (string | undefined)[] =>
  COMPONENTS.map((name) => machine.file(`/etc/kubernetes/manifests/${name}.yaml`)?.content);
/** Where the data of now are. */
const kept = (machine: SimulatedMachine): readonly string[] =>
  machine.paths().filter((path) => machine.file(path)?.content === 'the data of now');
const expectRestored = async (machine: SimulatedMachine, before: readonly (string | undefined)[]): Promise<void> => {
  expect(manifests(machine)).deep.equal(before);
  expect(kept(machine)).lengthOf(1);
  expect(kept(machine)[0]).match(/^\/var\/lib\/etcd\/member-before-rollback-[\d-]+\/wal\/0\.wal$/);
  expect(await machine.stat('/var/lib/etcd/member')).property('kind', 'directory');
  expect((await machine.listDirectory('/var/lib/etcd'))?.filter((name) => name.startsWith('restored'))).deep.equal([]);
  expect(machine.paths().filter((path) => path.includes('restore-in-progress'))).deep.equal([]);
};

describe('kubeadm-ts upgrade rollback --restore-etcd', () => {
  it('makes the data first, stops the control plane, keeps the data of now, and starts with the old manifests', async () => {
    const { machine, before } = await upgradedMachine();
    const { code, stderr } = await upgrade(machine, ...RESTORE);
    expect(code, stderr).equal(0);
    await expectRestored(machine, before);
    const told = machine.changes.flatMap((change) => {
      if (change.kind === 'restore-snapshot') return ['make'];
      if (change.kind === 'move-path') return ['move'];
      const name = 'path' in change ? /manifests\/(.+)\.yaml$/.exec(change.path)?.[1] : undefined;
      return name === undefined ? [] : [`${change.kind === 'remove-file' ? 'stop' : 'start'} ${name}`];
    });
    const stops = [...COMPONENTS].reverse().map((name) => `stop ${name}`);
    expect(told).deep.equal(['make', ...stops, 'move', 'move', ...COMPONENTS.map((name) => `start ${name}`)]);
    expect(stderr).match(/those that were there until now are in \/var\/lib\/etcd\/member-before-rollback-/);
  });

  it('gives etcdutl the name and address of the member, and raises the revision', async () => {
    const { machine } = await upgradedMachine();
    await upgrade(machine, ...RESTORE);
    const change = machine.changes.find(({ kind }) => kind === 'restore-snapshot');
    expect(change).deep.include({ name: 'cp1', peerUrl: 'https://192.0.2.10:2380', bumpRevision: true });
  });

  it('loses nothing when it is cut off at any change, and the same command completes it', async function () {
    this.timeout(120_000);
    const { machine: whole } = await upgradedMachine();
    await upgrade(whole, ...RESTORE);
    const steps = whole.changes.length;
    expect(steps).greaterThan(12);
    for (let cut = 0; cut < steps; cut += 1) {
      let left = cut;
      const { machine, before, see } = await upgradedMachine();
      see.change = () => {
        if (left === 0) throw Object.assign(new Error('cut off'), { name: 'AbortError' });
        left -= 1;
      };
      expect((await upgrade(machine, ...RESTORE)).code, `cut at ${cut}`).not.equal(0);
      expect(kept(machine), `cut at ${cut}`).lengthOf(1);
      see.change = () => undefined;
      const { code, stderr } = await upgrade(machine, ...RESTORE);
      expect(code, `cut at ${cut}: ${stderr}`).equal(0);
      await expectRestored(machine, before);
    }
  });

  it('goes on while no API server and no etcd answer: the interrupted run has stopped them', async () => {
    const { machine, before, see, etcd } = await upgradedMachine();
    see.change = ({ kind }) => {
      if (kind === 'move-path') throw Object.assign(new Error('cut off'), { name: 'AbortError' });
    };
    await upgrade(machine, ...RESTORE);
    see.change = () => undefined;
    etcd.named('cp1').running = false;
    const { getObject, listObjects } = machine;
    const up = (): boolean => machine.file('/etc/kubernetes/manifests/kube-apiserver.yaml') !== undefined;
    const refused = async (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED'));
    Object.assign(machine, {
      getObject: (...args: Parameters<typeof getObject>) => (up() ? getObject(...args) : refused()),
      listObjects: (...args: Parameters<typeof listObjects>) => (up() ? listObjects(...args) : refused()),
    });
    const { code, stderr } = await upgrade(machine, ...RESTORE);
    expect(code, stderr).equal(0);
    await expectRestored(machine, before);
  });

  it('does not put manifests back over data that are half restored', async () => {
    const { machine, see } = await upgradedMachine();
    see.change = ({ kind }) => {
      if (kind === 'move-path') throw Object.assign(new Error('cut off'), { name: 'AbortError' });
    };
    await upgrade(machine, ...RESTORE);
    see.change = () => undefined;
    machine.forget();
    const { code, stderr } = await upgrade(machine, 'rollback', '--yes');
    expect(code).equal(1);
    expect(stderr).include('--restore-etcd');
    expect(machine.changes).deep.equal([]);
  });

  it('changes nothing that runs when the snapshot cannot be restored', async () => {
    const { machine, see } = await upgradedMachine();
    const now = manifests(machine);
    see.change = ({ kind }) => {
      if (kind === 'restore-snapshot') throw new Error('etcdutl failed');
    };
    expect((await upgrade(machine, ...RESTORE)).code).equal(1);
    expect(manifests(machine)).deep.equal(now);
    expect(kept(machine)).deep.equal([DATA]);
    see.change = () => undefined;
    expect((await upgrade(machine, 'rollback', '--yes')).code).equal(0);
  });

  it('starts everything again when the control plane does not stop', async () => {
    const { machine } = await upgradedMachine();
    const now = manifests(machine);
    const pod = { id: 'x', podName: 'etcd-cp1', podNamespace: 'kube-system', ready: true, configHash: 'h' };
    const runtime = machine.runtime('');
    Object.assign(machine, { runtime: () => ({ ...runtime, listSandboxes: async () => [pod] }) });
    const { code, stderr } = await upgrade(machine, ...RESTORE);
    expect(code).equal(1);
    expect(stderr).include('still running: etcd');
    expect(manifests(machine)).deep.equal(now);
    expect(machine.changes.filter(({ kind }) => kind === 'move-path')).deep.equal([]);
  });

  const REFUSALS: readonly (readonly [string, Options, RegExp])[] = [
    [
      'several members',
      { members: { cp1: '192.0.2.10', cp2: '192.0.2.11' } },
      /2 voting members \(cp1, cp2\)[\s\S]*kubeadm-ts reset[\s\S]*--control-plane/,
    ],
    ['no etcdutl', { program: false }, /no etcdutl in PATH/],
    ['a damaged snapshot', { snapshot: Buffer.concat([WHOLE, Buffer.from('x')]) }, /is damaged: its hash does not fit/],
    ['a full disk', { df: 'x\n/dev/sda1 9 9 1024 9% /\n' }, /has 1 MiB left/],
  ];
  for (const [what, options, said] of REFUSALS)
    it(`refuses before anything is changed: ${what}`, async () => {
      const { machine } = await upgradedMachine(options);
      const { code, stderr } = await upgrade(machine, ...RESTORE);
      expect(code).equal(1);
      expect(stderr).match(said);
      expect(machine.changes).deep.equal([]);
    });

  it('refuses with --yes while etcd does not answer, and leaves it to a person who is told so', async () => {
    const { machine, etcd, before } = await upgradedMachine();
    etcd.named('cp1').running = false;
    const { code, stderr } = await upgrade(machine, ...RESTORE);
    expect(code).equal(1);
    expect(stderr).include('how many members it has cannot be told');
    expect(machine.changes).deep.equal([]);
    const io = { readLine: async () => 'y', machine: () => asMachine(machine) };
    const asked = await run(['upgrade', 'rollback', '--restore-etcd'], undefined, io);
    expect(asked.code, asked.stderr).equal(0);
    expect(asked.stdout).include('ONLY control plane');
    await expectRestored(machine, before);
  });

  it('says what is lost, and changes nothing without a yes', async () => {
    const { machine } = await upgradedMachine();
    const io = { readLine: async () => 'n', machine: () => asMachine(machine) };
    const { code, stdout } = await run(['upgrade', 'rollback', '--restore-etcd'], undefined, io);
    expect(code).equal(1);
    expect(stdout).match(
      /EVERYTHING that was written to the cluster since is lost: 100 writes \(revision 900 there, 1000 now\)/,
    );
    expect(machine.changes).deep.equal([]);
  });

  it('shows every step in a dry run', async () => {
    const { machine } = await upgradedMachine();
    const { code, stdout, stderr } = await upgrade(machine, 'rollback', '--restore-etcd', '--dry-run');
    expect(code, stderr).equal(0);
    expect(stdout).match(/would make \/var\/lib\/etcd\/restored-[\d-]+ from the snapshot .* with etcdutl/);
    expect(stdout).match(/would move \/var\/lib\/etcd\/member to \/var\/lib\/etcd\/member-before-rollback-/);
    expect(machine.changes).deep.equal([]);
  });
});
