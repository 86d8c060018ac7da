import { FLAG, of, rule, TEXT, type FieldRule } from './field-rule.ts';
import { timeoutRules } from './shared-rules.ts';

/** ResetConfiguration. */
export const RESET_RULES: readonly FieldRule[] = [
  rule('ResetConfiguration', 'certificatesDir: *', ['/a', '""'], ['a']),
  rule('ResetConfiguration', 'criSocket: *', ['unix:///a', '/a', '""'], ['unixfoo']),
  rule(
    'ResetConfiguration',
    'unmountFlags: *',
    ['[]', '[MNT_FORCE, MNT_DETACH, MNT_EXPIRE, UMOUNT_NOFOLLOW]'],
    ['[foo]', '[mnt_force]', '[""]', 'MNT_FORCE'],
  ),
  of('ResetConfiguration', 'cleanupTmpDir: *', FLAG),
  of('ResetConfiguration', 'dryRun: *', FLAG),
  of('ResetConfiguration', 'force: *', FLAG),
  rule('ResetConfiguration', 'ignorePreflightErrors: *', ['[]', '[all, Swap]'], ['all', '[1]']),
  rule('ResetConfiguration', 'skipPhases: *', ['[]', '[foo]'], ['foo']),
  ...timeoutRules('ResetConfiguration'),
];

const upgrade = (command: string, fields: readonly string[]): readonly FieldRule[] => {
  const all: readonly FieldRule[] = [
    of('UpgradeConfiguration', `${command}: {kubernetesVersion: *}`, TEXT),
    of('UpgradeConfiguration', `${command}: {allowExperimentalUpgrades: *}`, FLAG),
    of('UpgradeConfiguration', `${command}: {allowRCUpgrades: *}`, FLAG),
    of('UpgradeConfiguration', `${command}: {printConfig: *}`, FLAG),
    of('UpgradeConfiguration', `${command}: {certificateRenewal: *}`, FLAG),
    of('UpgradeConfiguration', `${command}: {etcdUpgrade: *}`, FLAG),
    of('UpgradeConfiguration', `${command}: {dryRun: *}`, FLAG),
    of('UpgradeConfiguration', `${command}: {forceUpgrade: *}`, FLAG),
    rule('UpgradeConfiguration', `${command}: {ignorePreflightErrors: *}`, ['[]', '[all, Swap]'], ['all']),
    rule('UpgradeConfiguration', `${command}: {skipPhases: *}`, ['[]', '[foo]'], ['foo']),
    rule(
      'UpgradeConfiguration',
      `${command}: {patches: *}`,
      ['null', '{directory: /a}'],
      ['{}', '{directory: a}', '/a'],
    ),
    rule('UpgradeConfiguration', `${command}: {imagePullPolicy: *}`, ['Always', '""'], ['always', '1']),
    of('UpgradeConfiguration', `${command}: {imagePullSerial: *}`, FLAG),
    rule('UpgradeConfiguration', `${command}: {contextLines: *}`, ['0', '5', '-1', 'null'], ['"3"', '1.5']),
  ];
  return all.map((each) => {
    const known = fields.some((field) => each.snippet.includes(`{${field}:`));
    return known ? each : { ...each, good: [], bad: [...each.good, ...each.bad] };
  });
};

const NODE_FIELDS =
  'certificateRenewal etcdUpgrade dryRun ignorePreflightErrors skipPhases patches imagePullPolicy imagePullSerial';
const PLAN_FIELDS =
  'kubernetesVersion allowExperimentalUpgrades allowRCUpgrades printConfig etcdUpgrade dryRun ignorePreflightErrors';

/** UpgradeConfiguration. */
export const UPGRADE_RULES: readonly FieldRule[] = [
  ...upgrade('apply', `${NODE_FIELDS} ${PLAN_FIELDS} forceUpgrade`.split(' ')),
  ...upgrade('node', NODE_FIELDS.split(' ')),
  ...upgrade('plan', PLAN_FIELDS.split(' ')),
  ...upgrade('diff', ['kubernetesVersion', 'contextLines']),
  ...timeoutRules('UpgradeConfiguration'),
];
