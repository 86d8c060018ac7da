import { expect } from 'chai';
import { loadResetConfig } from '../../../pkg/config/load-reset-config.ts';
import { loadResetText as load, resetYaml as reset } from '../../support/config-join.ts';
import { exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const machine = new SimulatedMachine({
  sockets: ['/var/run/containerd/containerd.sock', '/var/run/crio/crio.sock'],
});

describe('loadResetConfig', () => {
  it('fills in everything but the CRI socket, which it does not look for', async () => {
    const { config, warnings, notes } = await loadResetConfig(machine, {});
    expect(config).to.deep.equal({
      certificatesDir: '/etc/kubernetes/pki',
      criSocket: '',
      cleanupTmpDir: false,
      force: false,
      dryRun: false,
      ignorePreflightErrors: [],
      skipPhases: [],
      unmountFlags: [],
      timeouts: exampleJoin().timeouts,
    });
    expect([...warnings, ...notes]).to.deep.equal([]);
    expect(config).to.be.frozen;
  });

  it('puts every flag where it belongs', async () => {
    const { config, warnings } = await loadResetConfig(machine, {
      certDir: '/pki',
      cleanupTmpDir: true,
      criSocket: '/run/x.sock',
      dryRun: true,
      force: true,
      ignorePreflightErrors: ['Swap'],
      kubeconfig: '/x.conf',
    });
    expect(config).to.deep.include({
      certificatesDir: '/pki',
      cleanupTmpDir: true,
      criSocket: 'unix:///run/x.sock',
      dryRun: true,
      force: true,
      ignorePreflightErrors: ['swap'],
    });
    expect(warnings.join()).to.match(/no scheme/);
  });

  it('takes every field of a file', async () => {
    const { config } = await load(
      reset(
        'certificatesDir: /pki\ncriSocket: unix:///run/x.sock\ncleanupTmpDir: true\ndryRun: true\nforce: true\nignorePreflightErrors: [Swap]\nskipPhases: [preflight]\nunmountFlags: [MNT_DETACH]\ntimeouts: {etcdAPICall: 5s}',
      ),
    );
    expect(config).to.deep.equal({
      certificatesDir: '/pki',
      criSocket: 'unix:///run/x.sock',
      cleanupTmpDir: true,
      force: true,
      dryRun: true,
      ignorePreflightErrors: ['swap'],
      skipPhases: ['preflight'],
      unmountFlags: ['MNT_DETACH'],
      timeouts: { ...exampleJoin().timeouts, etcdAPICall: 5000 },
    });
  });

  it('names the flags that are wrong, all at once', async () => {
    const failure = await failureOf(loadResetConfig(machine, { certDir: 'pki', criSocket: 'unixfoo' }));
    expect(failure.message).to.match(/--cri-socket: "unixfoo" is no CRI socket(.|\n)*--cert-dir: "pki"/);
  });

  it('joins the checks to ignore and lets --dry-run win beside a file, and refuses the other flags', async () => {
    const text = reset('dryRun: true\nignorePreflightErrors: [Swap]');
    const beside = { dryRun: false, ignorePreflightErrors: ['Mem'], kubeconfig: '/x.conf' };
    const { config } = await load(text, { flags: beside });
    expect(config).to.deep.include({ dryRun: false, ignorePreflightErrors: ['mem', 'swap'] });
    const mixed = await failureOf(load(text, { flags: { force: true, certDir: '/x', cleanupTmpDir: true } }));
    expect(mixed.message).to.match(/\[cert-dir cleanup-tmp-dir force\]/);
  });

  it('names its own field when "all" stands beside other checks', async () => {
    const failure = await failureOf(load(reset('ignorePreflightErrors: [all, Swap]')));
    expect(failure.hint).to.match(/\(or ignorePreflightErrors\)/);
  });
});
