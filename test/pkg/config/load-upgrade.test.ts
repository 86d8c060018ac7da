import { expect } from 'chai';
import { loadUpgradeConfig, type LoadUpgradeOptions } from '../../../pkg/config/load-upgrade-config.ts';
import type { UpgradeFlags } from '../../../pkg/config/upgrade-types.ts';
import { documentYaml, inOneFile } from '../../support/config-files.ts';
import { clusterYaml } from '../../support/config-loading.ts';
import { exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const upgrade = (fields = ''): string => documentYaml('v1beta4', 'UpgradeConfiguration', fields);

const load = (text: string, flags: UpgradeFlags = {}, options: LoadUpgradeOptions = {}) =>
  loadUpgradeConfig(new SimulatedMachine({ files: { '/c.yaml': text } }), { config: '/c.yaml', ...flags }, options);

const DEFAULTS = {
  apply: {
    kubernetesVersion: '',
    allowExperimentalUpgrades: false,
    allowRCUpgrades: false,
    certificateRenewal: true,
    dryRun: false,
    etcdUpgrade: true,
    forceUpgrade: false,
    ignorePreflightErrors: [],
    patchesDirectory: '',
    printConfig: false,
    skipPhases: [],
    imagePullPolicy: 'IfNotPresent',
    imagePullSerial: true,
  },
  node: {
    certificateRenewal: true,
    dryRun: false,
    etcdUpgrade: true,
    ignorePreflightErrors: [],
    patchesDirectory: '',
    skipPhases: [],
    imagePullPolicy: 'IfNotPresent',
    imagePullSerial: true,
  },
  plan: {
    kubernetesVersion: '',
    allowExperimentalUpgrades: false,
    allowRCUpgrades: false,
    dryRun: false,
    etcdUpgrade: true,
    ignorePreflightErrors: [],
    printConfig: false,
  },
  diff: { kubernetesVersion: '', contextLines: 3 },
  timeouts: exampleJoin().timeouts,
};

describe('loadUpgradeConfig', () => {
  it('has the same defaults without a file and with an empty document', async () => {
    const { config, warnings } = await loadUpgradeConfig(new SimulatedMachine({}), {});
    expect(config).to.deep.equal(DEFAULTS);
    expect(config).to.be.frozen;
    expect(warnings).to.deep.equal([]);
    expect((await load(upgrade())).config).to.deep.equal(DEFAULTS);
  });

  it('takes every field of a file', async () => {
    const node =
      'certificateRenewal: false, dryRun: true, etcdUpgrade: false, ignorePreflightErrors: [Swap], patches: {directory: /p}, skipPhases: [addon], imagePullPolicy: Never, imagePullSerial: false';
    const choice =
      'kubernetesVersion: v1.36.2, allowExperimentalUpgrades: true, allowRCUpgrades: true, printConfig: true';
    const { config } = await load(
      upgrade(
        `apply: {${choice}, ${node}, forceUpgrade: true}\nnode: {${node}}\nplan: {${choice}, dryRun: true, etcdUpgrade: false, ignorePreflightErrors: [Mem]}\ndiff: {kubernetesVersion: v1.36.1, contextLines: 0}\ntimeouts: {upgradeManifests: 9m}`,
      ),
    );
    const ofNode = {
      certificateRenewal: false,
      dryRun: true,
      etcdUpgrade: false,
      ignorePreflightErrors: ['swap'],
      patchesDirectory: '/p',
      skipPhases: ['addon'],
      imagePullPolicy: 'Never',
      imagePullSerial: false,
    };
    const chosen = {
      kubernetesVersion: 'v1.36.2',
      allowExperimentalUpgrades: true,
      allowRCUpgrades: true,
      printConfig: true,
    };
    expect(config).to.deep.equal({
      apply: { ...ofNode, ...chosen, forceUpgrade: true },
      node: ofNode,
      plan: { ...chosen, dryRun: true, etcdUpgrade: false, ignorePreflightErrors: ['mem'] },
      diff: { kubernetesVersion: 'v1.36.1', contextLines: 0 },
      timeouts: { ...DEFAULTS.timeouts, upgradeManifests: 540_000 },
    });
  });

  it('puts every flag where it belongs', async () => {
    const { config } = await loadUpgradeConfig(new SimulatedMachine({}), {
      version: 'v1.36.2',
      allowExperimentalUpgrades: true,
      allowReleaseCandidateUpgrades: true,
      certificateRenewal: false,
      contextLines: 5,
      dryRun: true,
      etcdUpgrade: false,
      force: true,
      ignorePreflightErrors: ['Swap'],
      patches: 'relative',
      printConfig: true,
    });
    expect(config.apply).to.include({ kubernetesVersion: 'v1.36.2', allowRCUpgrades: true, forceUpgrade: true });
    expect(config.node).to.include({ certificateRenewal: false, dryRun: true, patchesDirectory: 'relative' });
    expect(config.plan).to.include({ allowExperimentalUpgrades: true, etcdUpgrade: false, printConfig: true });
    expect(config.diff).to.deep.equal({ kubernetesVersion: 'v1.36.2', contextLines: 5 });
  });

  it('lets the argument and --dry-run win over the file, and joins the checks to ignore', async () => {
    const text = upgrade('apply: {kubernetesVersion: v1.36.1, dryRun: true, ignorePreflightErrors: [Swap]}');
    const { config } = await load(text, {
      version: 'v1.36.2',
      dryRun: false,
      ignorePreflightErrors: ['Mem'],
      yes: true,
    });
    expect(config.apply).to.deep.include({
      kubernetesVersion: 'v1.36.2',
      dryRun: false,
      ignorePreflightErrors: ['mem', 'swap'],
    });
  });

  it('names the field whose checks hold "all" beside others', async () => {
    const failure = await failureOf(load(upgrade('node: {ignorePreflightErrors: [all, Swap]}')));
    expect(failure.hint).to.include('(or node.ignorePreflightErrors)');
  });

  it('ignores documents for other commands with a warning, and needs its own', async () => {
    const { warnings } = await load(inOneFile(upgrade(), clusterYaml()));
    expect(warnings.join()).to.match(/ClusterConfiguration is ignored/);
    expect((await failureOf(load(clusterYaml()))).message).to.match(/holds no UpgradeConfiguration/);
  });

  const faults: readonly (readonly [what: string, fields: string, message: RegExp])[] = [
    [
      'a relative folder with patches',
      'apply: {patches: {directory: p}}',
      /c\.yaml:3:30: apply\.patches\.directory: "p" is relative/,
    ],
    ['patches without a folder', 'node: {patches: {}}', /c\.yaml:3:8: node\.patches\.directory: the folder is empty/],
    ['a pull policy that is none', 'node: {imagePullPolicy: always}', /node\.imagePullPolicy: .*did you mean "Always"/],
    ['a text for a number', 'diff: {contextLines: "3"}', /diff\.contextLines: expected a whole number/],
    ['a text for a boolean', 'plan: {dryRun: "true"}', /plan\.dryRun: expected true or false/],
  ];
  for (const [what, fields, message] of faults)
    it(`refuses ${what}`, async () => expect((await failureOf(load(upgrade(fields)))).message).to.match(message));

  for (const field of [
    'apply: {contextLines: 3}',
    'diff: {dryRun: true}',
    'node: {forceUpgrade: true}',
    'node: {kubernetesVersion: v1.36.2}',
    'node: {printConfig: true}',
    'plan: {certificateRenewal: true}',
    'plan: {imagePullPolicy: Always}',
    'plan: {patches: {}}',
    'plan: {skipPhases: []}',
  ])
    it(`does not know ${field}`, async () =>
      expect((await failureOf(load(upgrade(field), {}, { strict: true }))).message).to.match(/there is no such field/));

  it('does not judge versions yet', async () =>
    expect((await load(upgrade('plan: {kubernetesVersion: foo}'))).config.plan.kubernetesVersion).to.equal('foo'));
});
