import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { withFiles } from '../../support/openssl.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { events, run } from '../../support/simulated-run.ts';

const FOLDER = '/etc/systemd/system';
const SERVICE = `${FOLDER}/kubeadm-ts-certs-renew.service`;
const TIMER = `${FOLDER}/kubeadm-ts-certs-renew.timer`;
const TIMER_NAME = 'kubeadm-ts-certs-renew.timer';
const PKI = '/etc/kubernetes/pki';
const AUTHORITY = { [`${PKI}/ca.crt`]: 'certificate', [`${PKI}/ca.key`]: 'key' };

/** A control plane that systemd runs, which remembers what it was asked of the timer. */
function machineWith({ files, ...options }: MachineOptions = {}): SimulatedMachine {
  const state = { on: false };
  return new SimulatedMachine({
    files: { '/run/systemd/system/': '', ...AUTHORITY, ...files },
    commands: {
      [`systemctl is-enabled ${TIMER_NAME}`]: () => ({ code: state.on ? 0 : 1, stdout: '', stderr: '' }),
      [`systemctl is-active ${TIMER_NAME}`]: () => (state.on ? 'active\n' : 'inactive\n'),
    },
    onChange: (change) => {
      if (change.kind === 'run-service') state.on = !['stop', 'disable', 'forget'].includes(change.action);
    },
    ...options,
  });
}

const toldOf = (machine: SimulatedMachine): readonly string[] =>
  machine.changes.map((change) => {
    if (change.kind === 'run-service') return `${change.action} ${change.service}`;
    return `${change.kind} ${'path' in change ? change.path : ''}`;
  });

describe('certs autorenew', () => {
  const autorenew = (machine: SimulatedMachine, ...words: readonly string[]) =>
    run(['certs', 'autorenew', ...words], machine);

  it('installs a service and its timer, and starts the timer', async () => {
    const machine = machineWith();
    const { code, stdout, stderr } = await autorenew(machine);
    expect(code, stderr).to.equal(0);
    expect(toldOf(machine)).to.deep.equal([`write-file ${SERVICE}`, `write-file ${TIMER}`, `enable ${TIMER_NAME}`]);
    expect(machine.file(SERVICE)?.content).to.match(
      /^ExecStart=\/usr\/bin\/node \/opt\/kubeadm-ts\/kubeadm-ts\.js certs renew all --within 30d --restart$/m,
    );
    expect(machine.file(SERVICE)?.content).to.contain(`\nConditionPathExists=${PKI}/ca.key\n`);
    expect(machine.file(TIMER)?.content)
      .to.contain('\nOnCalendar=daily\n')
      .and.contain('\nRandomizedDelaySec=21600s\n')
      .and.contain('\nPersistent=true\n')
      .and.contain('\nWantedBy=timers.target\n');
    expect(stdout).to.contain(
      'is set up: it runs certs renew all --within 30d --restart (daily, at a random moment within 6h)',
    );
  });

  it('has a name in the journal that is not that of node', async () => {
    const machine = machineWith();
    await autorenew(machine);
    expect(machine.file(SERVICE)?.content).to.contain('\nSyslogIdentifier=kubeadm-ts\n');
  });

  it('draws no lots where the moment is to be exact', async () => {
    const { stdout } = await autorenew(machineWith(), '--randomized-delay', '0');
    expect(stdout).to.contain('it runs certs renew all --within 30d --restart (daily)\n');
  });

  it('changes nothing the second time', async () => {
    const machine = machineWith();
    await autorenew(machine);
    machine.forget();
    const { stdout } = await autorenew(machine);
    expect(machine.changes).to.deep.equal([]);
    expect(stdout).to.contain('is set up already');
  });

  it('takes another window, schedule, delay and folder, also where it runs already', async () => {
    const machine = machineWith({ files: { '/srv/pki/ca.crt': 'certificate', '/srv/pki/ca.key': 'key' } });
    await autorenew(machine);
    machine.forget();
    const words = ['--within', '60d', '--schedule', 'Sun *-*-* 02:00', '--randomized-delay', '90m', '--restart=false'];
    const { code, stderr } = await autorenew(machine, ...words, '--cert-dir', '/srv/pki');
    expect(code, stderr).to.equal(0);
    expect(toldOf(machine)).to.deep.equal([
      `write-file ${SERVICE}`,
      `write-file ${TIMER}`,
      `enable ${TIMER_NAME}`,
      `restart ${TIMER_NAME}`,
    ]);
    expect(machine.file(SERVICE)?.content).to.match(
      /ExecStart=\S+ \S+ certs renew all --within 60d --cert-dir \/srv\/pki\n/,
    );
    expect(machine.file(TIMER)?.content)
      .to.contain('OnCalendar=Sun *-*-* 02:00')
      .and.contain('RandomizedDelaySec=5400s');
  });

  it('takes the folder from a configuration file, and renews with that file', async () => {
    const content = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\ncertificatesDir: /srv/pki\n';
    const files = { '/root/c.yaml': content, '/srv/pki/ca.crt': 'certificate', '/srv/pki/ca.key': 'key' };
    const machine = machineWith({ files });
    const { code, stderr } = await autorenew(machine, '--config', '/root/c.yaml');
    expect(code, stderr).to.equal(0);
    expect(machine.file(SERVICE)?.content)
      .to.contain('ConditionPathExists=/srv/pki/ca.key')
      .and.contain('--restart --config /root/c.yaml\n');
  });

  it('shows the units in a dry run, and changes nothing', async () => {
    const machine = machineWith();
    const { code, stdout } = await autorenew(machine, '--dry-run');
    expect(code).to.equal(0);
    expect(machine.changes).to.deep.equal([]);
    expect(stdout)
      .to.contain(`[dry-run] would write ${TIMER} (0644):`)
      .and.contain('\tOnCalendar=daily')
      .and.contain(`[dry-run] would enable and start ${TIMER_NAME}`)
      .and.not.contain('is set up');
  });

  it('takes everything away again, and finds nothing the second time', async () => {
    const machine = machineWith();
    await autorenew(machine);
    machine.forget();
    const { stdout } = await autorenew(machine, '--remove');
    expect(toldOf(machine)).to.deep.equal([
      `disable ${TIMER_NAME}`,
      `remove-file ${SERVICE}`,
      `remove-file ${TIMER}`,
      `forget ${TIMER_NAME}`,
    ]);
    expect(stdout).to.contain('no longer renewed by themselves');
    machine.forget();
    const again = await autorenew(machine, '--remove');
    expect(again.code).to.equal(0);
    expect(again.stdout).to.contain('nothing to remove');
    expect(machine.changes).to.deep.equal([]);
  });

  it('tells scripts what it did', async () => {
    const { stdout } = await autorenew(machineWith(), '-o', 'json');
    expect(events(stdout).at(-1)).to.deep.include({
      type: 'result',
      installed: true,
      changed: true,
      files: [SERVICE, TIMER],
    });
  });

  describe('where systemd does not run', () => {
    const without = (hostname: string) => new SimulatedMachine({ files: AUTHORITY, hostname });

    it('prints a line for cron, and installs nothing', async () => {
      const machine = without('cp1');
      const { code, stdout } = await autorenew(machine);
      expect(code).to.equal(0);
      expect(machine.changes).to.deep.equal([]);
      expect(stdout).to.match(
        /\n\d+ [0-5] \* \* \* \/usr\/bin\/node \/opt\/kubeadm-ts\/kubeadm-ts\.js certs renew all --within 30d --restart\n$/,
      );
    });

    it('gives each machine a minute of its own, and always the same', async () => {
      const lineOf = async (hostname: string) => (await autorenew(without(hostname))).stdout.split('\n')[1];
      const lines = await Promise.all(['cp1', 'cp2', 'cp3'].map(lineOf));
      expect(new Set(lines)).to.have.property('size', 3);
      expect(await lineOf('cp1')).to.equal(lines[0]);
    });

    it('says that a schedule is for systemd', async () => {
      const { stderr } = await autorenew(without('cp1'), '--schedule', 'weekly');
      expect(stderr).to.contain('once a day');
    });
  });

  describe('is refused', () => {
    const cases: readonly (readonly [string, SimulatedMachine, readonly string[], RegExp])[] = [
      [
        'on a machine without certificates',
        new SimulatedMachine(),
        [],
        /no certificates to renew.*\n?hint: .*control plane/s,
      ],
      ['with a window that is none', machineWith(), ['--within', 'soon'], /--within is no time span/],
      ['with a delay that is none', machineWith(), ['--randomized-delay', '-1h'], /--randomized-delay is no time span/],
      ['with a relative path', machineWith(), ['--cert-dir', 'pki'], /--cert-dir has to be an absolute path/],
      [
        'with a schedule of two lines',
        machineWith(),
        ['--schedule', 'daily\nExecStart=x'],
        /--schedule has to be one line/,
      ],
      [
        'with a schedule that systemd does not understand',
        machineWith({
          programs: { 'systemd-analyze': '/usr/bin/systemd-analyze' },
          commands: { 'systemd-analyze calendar often': { code: 1, stdout: '', stderr: 'Failed to parse' } },
        }),
        ['--schedule', 'often'],
        /does not understand the schedule "often": Failed to parse/,
      ],
    ];
    for (const [title, machine, words, reason] of cases) {
      it(title, async () => {
        const { code, stderr } = await autorenew(machine, ...words);
        expect(code).to.equal(1);
        expect(stderr)
          .to.match(reason)
          .and.match(/^hint: /m);
        expect(machine.changes).to.deep.equal([]);
      });
    }
  });

  it('warns where the key of the authority is kept elsewhere: the timer would do nothing', async () => {
    const machine = new SimulatedMachine({ files: { '/run/systemd/system/': '', [`${PKI}/ca.crt`]: 'certificate' } });
    const { code, stderr } = await autorenew(machine);
    expect(code).to.equal(0);
    expect(stderr).to.contain(`there is no ${PKI}/ca.key`).and.contain('the timer does nothing');
  });

  const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  const itWithSystemd = (title: string, test: () => Promise<void>) =>
    analyze ? it(title, test) : it.skip(`${title} (skipped: systemd-analyze is not installed)`);

  /** Units with everything that has to be quoted. */
  async function oddUnits(...words: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const folder = '/srv/100%i';
    const files = { [`${folder}/ca.crt`]: 'certificate', [`${folder}/ca.key`]: 'key' };
    const machine = machineWith({ files });
    const io = { program: [process.execPath, '/opt/odd $HOME/100% "mine"/kubeadm-ts.js'] };
    const { code, stderr } = await run(['certs', 'autorenew', '--cert-dir', folder, ...words], machine, io);
    expect(code, stderr).to.equal(0);
    return {
      [TIMER_NAME]: machine.file(TIMER)!.content,
      'kubeadm-ts-certs-renew.service': machine.file(SERVICE)!.content,
    };
  }

  itWithSystemd('writes units that systemd understands', async () => {
    const files = await oddUnits('--schedule', 'Sun *-*-* 02:00');
    await withFiles(files, (folder) => {
      const units = Object.keys(files).map((name) => `${folder}/${name}`);
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' });
      const ours = stderr.split('\n').filter((line) => line.includes('kubeadm-ts'));
      expect(ours, stderr).to.deep.equal([]);
      expect(status, stderr).to.equal(0);
    });
  });

  it('writes no path that systemd would read otherwise', async () => {
    const service = (await oddUnits())['kubeadm-ts-certs-renew.service'];
    expect(service).to.contain('"/opt/odd $$HOME/100%% \\"mine\\"/kubeadm-ts.js" certs renew');
    expect(service).to.contain('--cert-dir /srv/100%%i\n').and.contain('\nConditionPathExists=/srv/100%%i/ca.key\n');
  });

  itWithSystemd('takes the schedules that systemd takes, and no others', async () => {
    const outcome = async (schedule: string): Promise<number> => {
      const machine = machineWith({
        programs: { 'systemd-analyze': '/usr/bin/systemd-analyze' },
        commands: {
          [`systemd-analyze calendar ${schedule}`]: () => {
            const { status, stdout, stderr } = spawnSync('systemd-analyze', ['calendar', schedule], {
              encoding: 'utf8',
            });
            return { code: status ?? undefined, stdout, stderr };
          },
        },
      });
      return (await autorenew(machine, `--schedule=${schedule}`)).code;
    };
    for (const schedule of ['daily', 'weekly', 'Mon *-*-* 03:00', 'Sun *-*-* 02:00', '*-*-* 03:00', '*:0/15'])
      expect(await outcome(schedule), schedule).to.equal(0);
    for (const schedule of ['often', '25:00', 'Someday 03:00', ' '])
      expect(await outcome(schedule), schedule).to.equal(1);
  });
});
