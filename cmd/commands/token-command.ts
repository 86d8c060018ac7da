import type { Command } from '../cli/command.ts';

/** `token`: bootstrap tokens. */
export const tokenCommand: Command = {
  name: 'token',
  summary: 'Make, list and delete bootstrap tokens',
  examples: [{ line: 'kubeadm-ts token generate', does: 'make up a token' }],
  flags: [],
  commands: [
    {
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
      flags: [],
      run: async ({ io }) => {
        const { generateToken } = await import('../../pkg/token/bootstrap-token.ts');
        io.stdout(`${generateToken()}\n`);
      },
    },
  ],
};
