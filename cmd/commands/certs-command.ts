import type { Command } from '../cli/command.ts';
import { CERTS_FLAGS } from '../cli/certs-flags.ts';
import { flagsNamed } from '../cli/flags.ts';

const flags = (...names: readonly string[]) => flagsNamed(names, CERTS_FLAGS);

const certificateKey: Command = {
  name: 'certificate-key',
  summary: 'Make up a key that encrypts uploaded certificates, and print it',
  details:
    'The key is only printed: give it to `init --upload-certs --certificate-key`. Without one, `init --upload-certs` makes one up by itself. No cluster is needed.',
  examples: [
    {
      line: 'kubeadm-ts init --upload-certs --certificate-key "$(kubeadm-ts certs certificate-key)"',
      does: 'choose the key before the cluster exists',
    },
  ],
  flags: flags(),
  run: async ({ io }) => {
    const { generateCertificateKey } = await import('../../pkg/token/bootstrap-token.ts');
    io.stdout(`${generateCertificateKey()}\n`);
  },
};

/** `certs`: the certificates of a control-plane machine, for as long as its cluster lives. */
export const certsCommand: Command = {
  name: 'certs',
  aliases: ['certificates'],
  summary: 'See when certificates end, renew them, and have them signed elsewhere',
  examples: [{ line: 'kubeadm-ts certs certificate-key', does: 'a key for `init --upload-certs`' }],
  flags: flags(),
  commands: [certificateKey],
};
