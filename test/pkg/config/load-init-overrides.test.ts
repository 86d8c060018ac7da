import { expect } from 'chai';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import { clusterYaml, initYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

describe('loadInitConfig with a file and flags', () => {
  it('lists flags that do not go with --config, sorted', async () => {
    const flags = {
      podNetworkCidr: '10.0.0.0/8',
      token: 'x',
      apiserverBindPort: 1,
      skipPhases: ['certs'],
      dryRun: true,
    };
    const failure = await failureOf(loadText(clusterYaml(), { flags, setFlags: ['vmodule', 'v'] }));
    expect(failure.message).to.match(/\[apiserver-bind-port pod-network-cidr token vmodule\]/);
  });

  it('takes --node-name beside a file as it is', async () => {
    const { config } = await loadText(initYaml('nodeRegistration: {name: other}'), { flags: { nodeName: 'A_b' } });
    expect(config.nodeRegistration.name).to.equal('A_b');
  });

  it('joins the checks to ignore, in lower case', async () => {
    const { config } = await loadText(initYaml('nodeRegistration: {ignorePreflightErrors: [Swap, NumCPU]}'), {
      flags: { ignorePreflightErrors: ['Mem', 'swap'] },
    });
    expect(config.nodeRegistration.ignorePreflightErrors).to.deep.equal(['mem', 'numcpu', 'swap']);
  });

  it('refuses "all" beside other checks', async () => {
    const failure = await failureOf(loadText(clusterYaml(), { flags: { ignorePreflightErrors: ['all', 'Swap'] } }));
    expect(failure.code).to.equal('invalid-ignore-list');
  });

  it('lets --dry-run win over the file', async () => {
    expect((await loadText(initYaml('dryRun: true'))).config.dryRun).to.equal(true);
    expect((await loadText(initYaml('dryRun: true'), { flags: { dryRun: false } })).config.dryRun).to.equal(false);
    expect((await loadText(initYaml(), { flags: { dryRun: true } })).config.dryRun).to.equal(true);
  });

  it('says why a file cannot be read', async () => {
    const machine = new SimulatedMachine({
      files: { '/etc/folder/': '', '/big.yaml': 'x'.repeat(10 * 1024 * 1024 + 1) },
    });
    expect((await failureOf(loadInitConfig(machine, { config: '/none.yaml' }))).message).to.match(
      /there is no such file/,
    );
    expect((await failureOf(loadInitConfig(machine, { config: '/etc/folder' }))).message).to.match(/it is a folder/);
    expect((await failureOf(loadInitConfig(machine, { config: '/big.yaml' }))).message).to.match(/larger than 3 MiB/);
  });
});
