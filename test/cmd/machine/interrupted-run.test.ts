import { expect } from 'chai';
import { markingHost, refuseSecondRun, type MarkedRun } from '../../../cmd/machine/interrupted-run.ts';
import type { Change } from '../../../pkg/host/change.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const INIT_MARK = '/etc/kubernetes/.kubeadm-ts-init-in-progress.json';
const JOIN_MARK = '/etc/kubernetes/.kubeadm-ts-join-in-progress.json';
const JOIN: MarkedRun = { workflow: 'join', command: ['join', '192.0.2.10:6443'], pid: 42 };
const INIT: MarkedRun = { workflow: 'init', command: ['init'], pid: 42 };
const WRITE: Change = { kind: 'write-file', path: '/etc/x', content: 'x', mode: 0o644 };
const PULL: Change = { kind: 'pull-image', image: 'i', criSocket: 'unix:///s' };

describe('the mark of a run', () => {
  for (const [run, path] of [
    [INIT, INIT_MARK],
    [JOIN, JOIN_MARK],
  ] as const) {
    it(`is written before the first change of ${run.workflow}, once, and removed at its end`, async () => {
      const machine = new SimulatedMachine();
      const { host, finish } = markingHost(machine, run);
      await host.change(PULL);
      expect(machine.file(path), 'pulling an image is no change to speak of').to.equal(undefined);
      await Promise.all([host.change(WRITE), host.change({ ...WRITE, path: '/etc/y' })]);
      expect(JSON.parse(machine.file(path)?.content ?? '')).to.deep.equal({
        startedAt: '2026-01-02T03:04:05.000Z',
        command: run.command,
        pid: 42,
      });
      const written = machine.changes.map((change) => ('path' in change ? change.path : change.kind));
      expect(written).to.deep.equal(['pull-image', path, '/etc/x', '/etc/y']);
      await finish();
      expect(machine.file(path)).to.equal(undefined);
    });
  }

  it('leaves reading to the host', async () => {
    const { host } = markingHost(new SimulatedMachine({ files: { '/etc/x': 'read' } }), JOIN);
    expect(await host.readFile('/etc/x')).to.equal('read');
  });

  it('is not written where another run began in the meantime', async () => {
    const machine = new SimulatedMachine({ files: alive('join', JOIN_MARK) });
    expect((await failureOf(markingHost(machine, JOIN).host.change(WRITE))).code).to.equal('already-running');
    expect(machine.changes).to.deep.equal([]);
  });
});

/** Another run at work, as process 77. */
function alive(workflow: string, path: string): Record<string, string> {
  return {
    [path]: `{"startedAt":"2026-01-02T03:04:05Z","command":["${workflow}"],"pid":77}\n`,
    '/proc/77/cmdline': `node\0/usr/bin/kubeadm-ts\0--rootfs\0/\0${workflow}\0-v=1\0`,
  };
}

describe('a second run on one machine', () => {
  it('is refused beside an init and beside a join, whichever it is', async () => {
    for (const run of [INIT, JOIN]) {
      for (const [workflow, path] of [
        ['init', INIT_MARK],
        ['join', JOIN_MARK],
      ] as const) {
        const error = await failureOf(refuseSecondRun(new SimulatedMachine({ files: alive(workflow, path) }), run));
        expect(error.code).to.equal('already-running');
        expect(error.message).to.contain(`\`kubeadm-ts ${workflow}\``).and.to.contain('(pid 77)');
        expect(error.hint).to.contain('kill 77');
      }
    }
  });

  it('is not refused by its own mark, by one whose process is gone, or by a number that another program has now', async () => {
    const files = alive('join', JOIN_MARK);
    const mark = { [JOIN_MARK]: files[JOIN_MARK] ?? '' };
    const others = [
      mark,
      { ...mark, '/proc/77/cmdline': 'vim\0join\0' },
      { ...mark, '/proc/77/cmdline': 'kubeadm-ts\0token\0list\0' },
      { [JOIN_MARK]: 'not JSON' },
      {},
    ];
    for (const each of others) await refuseSecondRun(new SimulatedMachine({ files: each }), JOIN);
    await refuseSecondRun(new SimulatedMachine({ files }), { ...JOIN, pid: 77 });
  });
});
