import type { Command } from '../cli/command.ts';
import { CERTS_FLAGS } from '../cli/certs-flags.ts';
import { flagsNamed } from '../cli/flags.ts';
import { SAN_FLAGS } from '../cli/san-flags.ts';

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

const san: Command = {
  name: 'san',
  summary: "Change the names in the API server's certificate",
  examples: [{ line: 'kubeadm-ts certs san add api.example.com', does: 'one more name' }],
  flags: flags(),
  commands: [
    {
      name: 'add',
      summary: "Add DNS names and IP addresses to the API server's certificate and to the cluster's configuration",
      details:
        'Signs the certificate of this machine anew, with its key and everything else as it was; adds the names to apiServer.certSANs in the configuration that the cluster keeps; and sees that the API server shows the certificate: it usually reads it by itself, and is started anew where it does not. When it is not healthy with the new certificate, the old one is put back.\n\n' +
        'Every control plane has a certificate of its own: those that still lack the names are told, for the same command there. Given twice, the command finds nothing to do.\n\n' +
        'With --config, the certificate is also written while no API server answers; what was not updated then is told.',
      examples: [
        { line: 'kubeadm-ts certs san add api.example.com 192.0.2.10', does: 'a name and an address' },
        { line: "kubeadm-ts certs san add '*.k8s.example.com'", does: 'all names one level below a domain' },
        { line: 'kubeadm-ts certs san add api.example.com --dry-run', does: 'what would be changed' },
      ],
      args: [{ name: '<name-or-ip>...', repeated: true }],
      flags: flagsNamed(['config', 'dry-run', 'kubeconfig', 'output'], [...SAN_FLAGS, ...CERTS_FLAGS]),
      run: async (invocation) => (await import('../certs/san-add.ts')).addSans(invocation),
    },
  ],
};

/** `certs`: the certificates of a control-plane machine, for as long as its cluster lives. */
export const certsCommand: Command = {
  name: 'certs',
  aliases: ['certificates'],
  summary: 'See when certificates end, renew them, and have them signed elsewhere',
  examples: [{ line: 'kubeadm-ts certs certificate-key', does: 'a key for `init --upload-certs`' }],
  flags: flags(),
  commands: [certificateKey, san],
};
