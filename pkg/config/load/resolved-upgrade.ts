import type { UpgradeDocument } from '../kinds/upgrade-configuration.ts';
import type { ImagePullPolicy } from '../types.ts';
import type { UpgradeApplyConfig, UpgradeConfig, UpgradeFlags } from '../upgrade-types.ts';
import { ignoredChecks } from './ignored-checks.ts';
import { resolvedTimeouts } from './resolved-node.ts';

/** As the help of `--context-lines` says; the reference shows none where a file is silent. */
const DEFAULT_CONTEXT_LINES = 3;

type CommandName = 'apply' | 'node' | 'plan';

/**
 * What the subcommands of `upgrade` read. The document was validated; a flag wins over it.
 *
 * @throws KubeadmError `invalid-ignore-list`
 */
export function resolvedUpgrade(upgrade: UpgradeDocument, flags: UpgradeFlags): UpgradeConfig {
  const { apply, node, plan, diff } = upgrade;
  const choice = (part: UpgradeDocument['plan']) => ({
    kubernetesVersion: flags.version || part.kubernetesVersion,
    allowExperimentalUpgrades: flags.allowExperimentalUpgrades ?? part.allowExperimentalUpgrades ?? false,
    allowRCUpgrades: flags.allowReleaseCandidateUpgrades ?? part.allowRCUpgrades ?? false,
    printConfig: flags.printConfig ?? part.printConfig ?? false,
  });
  return {
    apply: {
      ...ofNode(apply, flags, 'apply'),
      ...choice(apply),
      forceUpgrade: flags.force ?? apply.forceUpgrade ?? false,
    },
    node: ofNode(node, flags, 'node'),
    plan: { ...choice(plan), ...common(plan, flags, 'plan') },
    diff: {
      kubernetesVersion: flags.version || diff.kubernetesVersion,
      contextLines: flags.contextLines ?? diff.contextLines ?? DEFAULT_CONTEXT_LINES,
    },
    timeouts: resolvedTimeouts(upgrade.timeouts),
  };
}

function common(
  part: UpgradeDocument['node'] | UpgradeDocument['plan'],
  flags: UpgradeFlags,
  command: CommandName,
): Pick<UpgradeApplyConfig, 'dryRun' | 'etcdUpgrade' | 'ignorePreflightErrors'> {
  return {
    dryRun: flags.dryRun ?? part.dryRun ?? false,
    etcdUpgrade: flags.etcdUpgrade ?? part.etcdUpgrade ?? true,
    ignorePreflightErrors: ignoredChecks(flags.ignorePreflightErrors, {
      names: part.ignorePreflightErrors,
      field: `${command}.ignorePreflightErrors`,
    }),
  };
}

function ofNode(part: UpgradeDocument['node'], flags: UpgradeFlags, command: CommandName): UpgradeConfig['node'] {
  return {
    ...common(part, flags, command),
    certificateRenewal: flags.certificateRenewal ?? part.certificateRenewal ?? true,
    patchesDirectory: flags.patches || (part.patches?.directory ?? ''),
    skipPhases: part.skipPhases,
    imagePullPolicy: part.imagePullPolicy as ImagePullPolicy,
    imagePullSerial: part.imagePullSerial ?? true,
  };
}
