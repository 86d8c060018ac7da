import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import type { Command } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { UPGRADE_FLAGS } from '../cli/upgrade-flags.ts';

const flags = (...names: readonly string[]) => flagsNamed(names, UPGRADE_FLAGS);
const VERSION = [{ name: '[version]' }];

const diff: Command = {
  name: 'diff',
  summary: 'Show what an upgrade would change in the static Pods of the control plane',
  details:
    'Compares the manifests of the API server, the controller manager and the scheduler on this machine with those ' +
    "that an upgrade would write: to [version], or to the cluster's own version. Patches and etcd are left out. " +
    'Nothing is changed. `upgrade apply --dry-run` shows everything that an upgrade does.',
  examples: [
    { line: 'kubeadm-ts upgrade diff v1.36.2', does: 'what an upgrade would change' },
    { line: 'kubeadm-ts upgrade diff', does: 'what was edited by hand, and an upgrade would take back' },
  ],
  args: VERSION,
  flags: flags(
    'api-server-manifest',
    'config',
    'context-lines',
    'controller-manager-manifest',
    'kubeconfig',
    'scheduler-manifest',
  ),
  run: async (invocation) => (await import('../upgrade/diff-manifests.ts')).diffManifests(invocation),
};

/** The subcommands, in the order of the help: one row for each. */
const COMMANDS: readonly Command[] = [
  {
    name: 'apply',
    summary: 'Upgrade the cluster: this control plane first, then what the whole cluster shares',
    examples: [],
    flags: [],
    load: async () => (await import('./upgrade-run-command.ts')).upgradeApplyCommand(createKeyPool()),
  },
  {
    name: 'node',
    summary: "Upgrade one further machine to the cluster's version",
    examples: [],
    flags: [],
    load: async () => (await import('./upgrade-run-command.ts')).upgradeNodeCommand(createKeyPool()),
  },
  diff,
];

/** `upgrade`: to another version of Kubernetes. */
export const upgradeCommand: Command = {
  name: 'upgrade',
  summary: 'Bring the cluster to another version of Kubernetes',
  examples: [{ line: 'kubeadm-ts upgrade diff v1.36.2', does: 'what would change in the static Pods' }],
  flags: [],
  commands: COMMANDS,
};
