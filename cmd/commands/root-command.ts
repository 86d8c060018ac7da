import type { Command } from '../cli/command.ts';
import { flagsNamed, versionOutput } from '../cli/flags.ts';
import type { Io } from '../cli/io.ts';
import { earlyKeys } from '../init/early-keys.ts';

// keys are begun first: they are made on other threads while this one loads the rest
const loadInit = async (words: readonly string[], io: Io) => {
  const keys = earlyKeys(words, io);
  return (await import('./init-command.ts')).initCommand(keys);
};
const loadJoin = async (words: readonly string[], io: Io) => {
  const keys = earlyKeys(words, io);
  return (await import('./join-command.ts')).joinCommand(keys);
};
const loadPhase = async (words: readonly string[], io: Io) => {
  const keys = earlyKeys(words, io);
  return (await import('./init-command.ts')).initPhaseCommand(keys);
};

const loadCerts = async (words: readonly string[], io: Io) => {
  const keys = earlyKeys(words, io);
  return (await import('./certs-command.ts')).certsCommand(keys);
};

/** Every command of the program. Heavy ones are only named here, and loaded when they are called. */
export const rootCommand: Command = {
  name: 'kubeadm-ts',
  summary: 'Bring up a Kubernetes cluster: one command on the first machine, one on each further machine',
  examples: [
    { line: 'kubeadm-ts init', does: 'on the first machine: a control plane' },
    { line: 'kubeadm-ts init --dry-run', does: 'what it would do, without doing it' },
    {
      line: 'kubeadm-ts join 192.0.2.10:6443 --token <token> --discovery-token-ca-cert-hash sha256:<hex>',
      does: 'on each further machine',
    },
  ],
  flags: [],
  commands: [
    {
      name: 'init',
      summary: 'Make this machine the first control plane of a new cluster',
      examples: [],
      flags: [],
      load: loadInit,
    },
    {
      name: 'phase',
      summary: 'Run a single phase of init, for control step by step',
      examples: [],
      flags: [],
      load: loadPhase,
    },
    {
      name: 'join',
      summary: 'Make this machine a node of a cluster: a worker, or a further control plane',
      examples: [],
      flags: [],
      load: loadJoin,
    },
    {
      name: 'reset',
      summary: 'Undo what init or join did to this machine',
      examples: [],
      flags: [],
      load: async () => (await import('./reset-command.ts')).resetCommand,
    },
    {
      name: 'upgrade',
      summary: 'Bring the cluster to another version of Kubernetes',
      examples: [],
      flags: [],
      load: async () => (await import('./upgrade-command.ts')).upgradeCommand,
    },
    {
      name: 'token',
      summary: 'Make, list and delete bootstrap tokens',
      examples: [],
      flags: [],
      load: async () => (await import('./token-command.ts')).tokenCommand,
    },
    {
      name: 'certs',
      aliases: ['certificates'],
      summary: 'See when certificates end, renew them, and have them signed elsewhere',
      examples: [],
      flags: [],
      load: loadCerts,
    },
    {
      name: 'kubeconfig',
      summary: 'Make kubeconfig files for further users of the cluster',
      examples: [],
      flags: [],
      load: async () => (await import('./kubeconfig-command.ts')).kubeconfigCommand,
    },
    {
      name: 'config',
      summary: 'Print, check, rewrite and explain configuration files; list and pull images',
      examples: [],
      flags: [],
      load: async () => (await import('./config-command.ts')).configCommand,
    },
    {
      name: 'version',
      summary: 'Print the version of kubeadm-ts and of the Kubernetes release that it follows',
      examples: [{ line: 'kubeadm-ts version -o json', does: 'for scripts' }],
      flags: [versionOutput],
      run: async ({ io, flags }) => io.stdout((await import('./version-text.ts')).versionText(flags['output'])),
    },
    {
      name: 'completion',
      summary: 'Print a completion script for a shell: bash, zsh or fish',
      details:
        'bash: source <(kubeadm-ts completion bash)\nzsh:  source <(kubeadm-ts completion zsh)\nfish: kubeadm-ts completion fish | source',
      examples: [
        { line: 'kubeadm-ts completion bash > /etc/bash_completion.d/kubeadm-ts', does: 'for every new shell' },
      ],
      flags: flagsNamed([]),
      args: [{ name: 'bash|zsh|fish', choices: ['bash', 'zsh', 'fish'] }],
      run: async ({ io, args }) =>
        io.stdout(await (await import('./completion-script.ts')).completionScript(rootCommand, args[0], io)),
    },
  ],
};
