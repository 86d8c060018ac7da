import type { Command } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { helpText } from '../cli/help.ts';
import { KUBECONFIG_FLAGS } from '../cli/kubeconfig-flags.ts';

const user: Command = {
  name: 'user',
  summary: 'Print a kubeconfig for a further user of the cluster',
  details:
    "Signs a client certificate with the cluster's authority on this machine, or writes a token into the kubeconfig. Nothing is stored, and the user has no rights by that: bind roles to the name (kind User) or to the groups (kind Group).\n\n" +
    'A certificate cannot be revoked before it ends: keep its time short, and its groups narrow.',
  examples: [
    { line: 'kubeadm-ts kubeconfig user --client-name jane --org devs > jane.conf', does: 'a user in a group' },
    { line: 'kubeadm-ts kubeconfig user --client-name ci --validity-period 24h', does: 'for a day' },
    { line: 'kubeadm-ts kubeconfig user --client-name ci --token "$TOKEN"', does: 'with a token' },
  ],
  flags: flagsNamed(['client-name', 'config', 'org', 'token', 'validity-period'], KUBECONFIG_FLAGS),
  run: async (invocation) => (await import('../kubeconfig/user-kubeconfig.ts')).printUserKubeconfig(invocation),
};

/** `kubeconfig`: as in the reference, the bare command shows its help and ends well. */
export const kubeconfigCommand: Command = {
  name: 'kubeconfig',
  summary: 'Make kubeconfig files for further users of the cluster',
  examples: [
    { line: 'kubeadm-ts kubeconfig user --client-name jane --org devs > jane.conf', does: 'a user in a group' },
  ],
  flags: [],
  commands: [user],
  run: async ({ io }) => io.stdout(helpText(kubeconfigCommand, ['kubeconfig'], io.columns)),
};
