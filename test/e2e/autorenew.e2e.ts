import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { RENEWABLES } from '../../pkg/pki/renewables.ts';
import { renewablePath } from '../../pkg/pki/renewable-files.ts';
import { copyProgram } from '../support/node/program.ts';
import { eventually } from '../support/node/process.ts';
import { skipSuite } from '../support/parts.ts';
import {
  startSystemd,
  systemdMissing,
  writeInside,
  type Ended,
  type SystemdMachine,
} from '../support/systemd/systemd-machine.ts';

const TIMER = 'kubeadm-ts-certs-renew.timer';
const SERVICE = 'kubeadm-ts-certs-renew.service';
const FOLDERS = { certificatesDir: '/etc/kubernetes/pki', kubeconfigDir: '/etc/kubernetes' };
/** Within the window of thirty days. */
const ENDS_SOON = ['apiserver', 'scheduler.conf'];

const configuration = (more: string): string => `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 192.0.2.10}
nodeRegistration: {name: cp1}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.2
encryptionAlgorithm: ECDSA-P256
${more}`;

describe('certs autorenew, under a systemd that runs', () => {
  let machine: SystemdMachine;
  let program: string;

  const ours = (...words: readonly string[]): Promise<Ended> => machine.run(process.execPath, program, ...words);
  const succeeds = async (ended: Promise<Ended>): Promise<string> => {
    const { code, stdout, stderr } = await ended;
    expect(code, stderr + stdout).to.equal(0);
    return stdout;
  };
  const systemctl = (...words: readonly string[]): Promise<Ended> => machine.run('systemctl', '--no-pager', ...words);
  const journal = (): Promise<string> =>
    succeeds(machine.run('journalctl', '--no-pager', '--output=short', `--unit=${SERVICE}`));
  const hashes = (): ReadonlyMap<string, string> =>
    new Map(
      RENEWABLES.map((each) => {
        const content = readFileSync(machine.path(renewablePath(FOLDERS, each)));
        return [each.name, createHash('sha256').update(content).digest('hex')];
      }),
    );

  before(async function () {
    const missing = systemdMissing();
    if (missing !== undefined) skipSuite(this, missing);
    machine = await startSystemd();
    // /tmp is the machine's own
    const folder = '/opt/kubeadm-ts';
    copyProgram(machine.path(folder));
    program = join(folder, 'kubeadm-ts.js');
    writeInside(machine, '/root/short.yaml', configuration('certificateValidityPeriod: 240h\n'));
    writeInside(machine, '/root/c.yaml', configuration(''));
    for (const phase of ['certs ca', 'certs apiserver', 'kubeconfig scheduler'])
      await succeeds(ours('init', 'phase', ...phase.split(' '), '--config', '/root/short.yaml'));
    for (const phase of ['certs all', 'kubeconfig all'])
      await succeeds(ours('init', 'phase', ...phase.split(' '), '--config', '/root/c.yaml'));
  });

  after(() => machine?.end());

  it('sets up a timer that systemd knows, finds nothing to complain of, and will run', async () => {
    expect(await succeeds(ours('certs', 'autorenew'))).to.contain(`${TIMER} is set up: `);
    const verified = await machine.run('systemd-analyze', 'verify', SERVICE, TIMER);
    expect({ code: verified.code, complaints: verified.stdout + verified.stderr }).to.deep.equal({
      code: 0,
      complaints: '',
    });
    const next = await succeeds(systemctl('list-timers', '--no-legend', TIMER));
    expect(next).to.contain(TIMER).and.contain(SERVICE);
    expect(await succeeds(systemctl('is-enabled', TIMER))).to.equal('enabled\n');
    expect(await succeeds(ours('certs', 'autorenew'))).to.contain('is set up already');
  });

  it('lets the timer renew what ends within the window, and nothing else; the journal says so', async () => {
    const before = hashes();
    const often = `/etc/systemd/system/${TIMER}.d/often.conf`;
    mkdirSync(dirname(machine.path(often)));
    writeInside(machine, often, '[Timer]\nOnCalendar=\nOnCalendar=*:*:0/3\nRandomizedDelaySec=0\nAccuracySec=100ms\n');
    await succeeds(systemctl('daemon-reload'));
    await succeeds(systemctl('restart', TIMER));
    // the second time there is nothing left to do
    const told = await eventually('two runs of the timer', 30_000, async () => {
      const text = await journal();
      return text.includes('nothing ends within 30d') ? text : undefined;
    });
    for (const name of ENDS_SOON)
      expect(told).to.match(new RegExp(`kubeadm-ts\\[\\d+\\]: ${name} renewed, valid until`));
    expect(told.match(/ renewed, /g)).to.have.length(ENDS_SOON.length);
    const after = hashes();
    const changed = [...after].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name);
    expect(changed).to.deep.equal(ENDS_SOON);
    await succeeds(ours('certs', 'check-expiration', '--warn-within', '300d', '-o', 'jsonpath={.kind}'));
    await succeeds(ours('certs', 'verify'));
  });

  it('leaves everything alone while the key of the authority is away', async () => {
    const [key, away] = ['/etc/kubernetes/pki/ca.key', '/root/ca.key'];
    await succeeds(machine.run('mv', key, away));
    await sleep(500);
    const runs = (await journal()).match(/nothing ends/g)?.length;
    await eventually('a run that is left out', 15_000, async () =>
      (await succeeds(systemctl('show', '--property=ConditionResult', SERVICE))) === 'ConditionResult=no\n'
        ? true
        : undefined,
    );
    expect((await journal()).match(/nothing ends/g)?.length).to.equal(runs);
    await succeeds(machine.run('mv', away, key));
  });

  it('shows a renewal that fails as failed, and leaves no trace of it once it is taken away', async () => {
    await succeeds(machine.run('rm', '-r', `/etc/systemd/system/${TIMER}.d`));
    await succeeds(machine.run('cp', '/etc/kubernetes/pki/etcd/ca.key', '/etc/kubernetes/pki/front-proxy-ca.key'));
    await succeeds(ours('certs', 'autorenew', '--within', '900d', '--restart=false', '--randomized-delay', '0'));
    expect((await systemctl('start', SERVICE)).code).not.to.equal(0);
    expect(await succeeds(systemctl('list-units', '--failed', '--plain', '--no-legend'))).to.contain(SERVICE);
    expect(await journal()).to.match(/kubeadm-ts\[\d+\]: error: front-proxy-client was not renewed: /);
    expect(await succeeds(ours('certs', 'autorenew', '--remove'))).to.contain(`${TIMER} is removed`);
    expect(await succeeds(systemctl('list-units', '--all', '--plain', '--no-legend', 'kubeadm-ts*'))).to.equal('');
    expect(await succeeds(ours('certs', 'autorenew', '--remove'))).to.contain('nothing to remove');
  });

  it('is not set up with a schedule that systemd does not understand', async () => {
    const { code, stderr } = await ours('certs', 'autorenew', '--schedule', 'often');
    expect(code).to.equal(1);
    expect(stderr).to.contain('systemd does not understand the schedule "often"');
    expect((await systemctl('cat', TIMER)).code).not.to.equal(0);
  });
});
