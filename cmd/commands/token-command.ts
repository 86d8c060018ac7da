import type { Command, Invocation } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { TOKEN_FLAGS } from '../cli/token-flags.ts';

/** Every command of the group takes these. */
const GROUP_FLAGS = ['kubeconfig', 'dry-run'];
const CREATE_FLAGS = [
  'certificate-key',
  'config',
  'control-plane',
  'description',
  'groups',
  'print-join-command',
  'ttl',
  'usages',
];
const LIST_FLAGS = ['allow-missing-template-keys', 'output', 'show-managed-fields'];

const flags = (...names: readonly string[]) => flagsNamed([...GROUP_FLAGS, ...names], TOKEN_FLAGS);

const create: Command = {
  name: 'create',
  summary: 'Make bootstrap tokens in the cluster, or whole commands that join machines',
  details:
    'Without [token] a random one is made. It is printed, and nothing else goes to stdout; with --print-join-command or --control-plane, the whole command that joins a machine stands in its place.\n\n' +
    '--control-plane uploads the control-plane certificates of this machine, encrypted, for two hours: the command that is printed makes another machine a control plane.',
  examples: [
    { line: 'kubeadm-ts token create --print-join-command', does: 'the command that joins a worker' },
    { line: 'kubeadm-ts token create --control-plane', does: 'the command that joins a further control plane' },
    {
      line: 'kubeadm-ts token create --ttl 15m --description "rack 7"',
      does: 'a token that is good for a short while',
    },
  ],
  args: [{ name: '[token]' }],
  flags: flags(...CREATE_FLAGS),
  run: async (invocation: Invocation) => (await import('../token/create-tokens.ts')).createTokens(invocation),
};

const list: Command = {
  name: 'list',
  summary: 'List the bootstrap tokens of the cluster, expired ones too',
  details:
    'Nothing is printed where there are none. -o takes text, json, yaml, kyaml, name, and templates: jsonpath=, jsonpath-as-json=, jsonpath-file=, go-template= (template=) and go-template-file= (templatefile=), of which fields, lists, ranges and conditions are understood.',
  examples: [
    { line: 'kubeadm-ts token list', does: 'as a table' },
    {
      line: `kubeadm-ts token list -o 'jsonpath={.token} {.expires}{"\\n"}'`,
      does: 'each token with the time of its end',
    },
  ],
  flags: flags(...LIST_FLAGS),
  run: async (invocation: Invocation) => (await import('../token/list-tokens.ts')).listTokens(invocation),
};

const remove: Command = {
  name: 'delete',
  summary: 'Delete bootstrap tokens from the cluster',
  details: 'Tokens are named by their id, or as a whole; of a whole token only the id counts.',
  examples: [
    { line: 'kubeadm-ts token delete abcdef', does: 'the token with this id' },
    { line: 'kubeadm-ts token list -o name | xargs kubeadm-ts token delete', does: 'all of them' },
  ],
  args: [{ name: '<id|token>...', repeated: true }],
  flags: flags(),
  run: async (invocation: Invocation) => (await import('../token/delete-tokens.ts')).deleteTokens(invocation),
};

const generate: Command = {
  name: 'generate',
  summary: 'Make up a bootstrap token and print it',
  details:
    'The token is only printed: give it to `init --token`, or put it into a configuration file. No cluster is needed.',
  examples: [
    {
      line: 'kubeadm-ts init --token "$(kubeadm-ts token generate)"',
      does: 'choose the token before the cluster exists',
    },
  ],
  flags: flags(),
  run: async ({ io }) => {
    const { generateToken } = await import('../../pkg/token/bootstrap-token.ts');
    io.stdout(`${generateToken()}\n`);
  },
};

/** `token`: bootstrap tokens. */
export const tokenCommand: Command = {
  name: 'token',
  summary: 'Make, list and delete bootstrap tokens',
  details:
    'A machine that joins shows a bootstrap token, and recognises the cluster by it. It lives in a Secret bootstrap-token-<id> in kube-system: its first six characters, the id, may be known; the rest is secret.',
  examples: [
    { line: 'kubeadm-ts token create --print-join-command', does: 'let one more machine join' },
    { line: 'kubeadm-ts token list', does: 'see which tokens there are' },
  ],
  flags: flags(),
  commands: [create, remove, generate, list],
};
