import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import type { Command } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { UPGRADE_FLAGS } from '../cli/upgrade-flags.ts';

const flags = (...names: readonly string[]) => flagsNamed(names, UPGRADE_FLAGS);
const VERSION = [{ name: '[version]' }];

const plan: Command = {
  name: 'plan',
  summary: 'Look whether the cluster is well, and what it can be upgraded to',
  details:
    'Checks the health of the cluster, then tells for each possible upgrade what runs where in which version. With ' +
    '[version] nobody is asked which releases there are; without a network, the release that this program follows is ' +
    'what is known. -o takes text, json, yaml, kyaml and templates: jsonpath=, jsonpath-as-json=, jsonpath-file=, ' +
    'go-template= (template=) and go-template-file= (templatefile=). Where nothing is newer, nothing is printed.',
  examples: [
    { line: 'kubeadm-ts upgrade plan', does: 'what the cluster can be upgraded to' },
    { line: 'kubeadm-ts upgrade plan v1.36.2', does: 'what that upgrade would mean' },
    {
      line: "kubeadm-ts upgrade plan -o 'jsonpath={.availableUpgrades[*].description}'",
      does: 'for scripts',
    },
  ],
  args: VERSION,
  flags: flags(
    'allow-experimental-upgrades',
    'allow-missing-template-keys',
    'allow-release-candidate-upgrades',
    'config',
    'etcd-upgrade',
    'ignore-preflight-errors',
    'kubeconfig',
    'output',
    'print-config',
    'show-managed-fields',
  ),
  run: async (invocation) => (await import('../upgrade/plan-upgrade.ts')).planUpgrade(invocation),
};

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

const rollback: Command = {
  name: 'rollback',
  summary: 'Take the last upgrade of this machine back',
  details:
    'Puts the manifests back that the last `upgrade apply` or `upgrade node` of this machine replaced, one after the ' +
    "other, and the kubelet's configuration; after `upgrade apply` also the cluster's configuration and its addons. Works " +
    'while no API server answers. Renewed certificates stay. What was written to the cluster since is kept.\n\n' +
    'With --restore-etcd the data of etcd go back too, to the snapshot that `upgrade apply` saved: what was written since ' +
    'is lost, and told before it is. Only with one control plane, and with etcdutl in PATH; the data of now are kept ' +
    'beside the others. The API server is down for that long.\n\n' +
    'In a cluster of several machines, take them back in the opposite order: the one on which `upgrade apply` ran last.',
  examples: [
    { line: 'kubeadm-ts upgrade rollback --dry-run', does: 'what would be put back' },
    { line: 'kubeadm-ts upgrade rollback', does: 'after a question' },
    { line: 'kubeadm-ts upgrade rollback --restore-etcd', does: 'the data of before as well' },
  ],
  flags: flagsNamed(
    ['dry-run', 'kubeconfig', 'output', 'restore-etcd', 'yes'],
    UPGRADE_FLAGS.filter(({ name }) => name !== 'output'),
  ),
  run: async (invocation) => (await import('../upgrade/run-rollback.ts')).runRollback(invocation),
};

/** The subcommands, in the order of the help: one row for each. */
const COMMANDS: readonly Command[] = [
  plan,
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
  rollback,
];

/** `upgrade`: to another version of Kubernetes. */
export const upgradeCommand: Command = {
  name: 'upgrade',
  summary: 'Bring the cluster to another version of Kubernetes',
  examples: [
    { line: 'kubeadm-ts upgrade plan', does: 'whether the cluster is well, and what it can be upgraded to' },
    { line: 'kubeadm-ts upgrade diff v1.36.2', does: 'what would change in the static Pods' },
  ],
  flags: [],
  commands: COMMANDS,
};
