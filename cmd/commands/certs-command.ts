import { createKeyPool, type KeyPool } from '../../pkg/pki/key-pool.ts';
import { RENEWABLES } from '../../pkg/pki/renewables.ts';
import type { Command } from '../cli/command.ts';
import { AUTORENEW_FLAGS } from '../cli/autorenew-flags.ts';
import { CERTS_FLAGS, VERIFY_FLAGS } from '../cli/certs-flags.ts';
import { flagsNamed, RUN_OUTPUT } from '../cli/flags.ts';
import { SAN_FLAGS } from '../cli/san-flags.ts';

const flags = (...names: readonly string[]) => flagsNamed(names, CERTS_FLAGS);

const checkExpiration: Command = {
  name: 'check-expiration',
  summary: 'See when the certificates of this machine end',
  details:
    "The configuration comes from --config, or else from the cluster, or else the defaults count. Those of the kubelet stand in a table of their own. On a terminal, bars show how much of each certificate's life is over.\n\n" +
    'With --warn-within the exit code is 2 when something ends within that time or has ended already: for cron and monitoring. ' +
    '-o takes text, json, yaml, kyaml, prometheus (for the textfile collector of node-exporter; with =<file> it replaces that file at once), and templates: jsonpath=, jsonpath-as-json=, jsonpath-file=, go-template= (template=) and go-template-file= (templatefile=).',
  examples: [
    { line: 'kubeadm-ts certs check-expiration', does: 'as tables' },
    { line: 'kubeadm-ts certs check-expiration --warn-within 30d', does: 'for cron: exit code 2 in the last month' },
    {
      line: 'kubeadm-ts certs check-expiration -o prometheus=/var/lib/node_exporter/kubeadm.prom',
      does: 'for monitoring',
    },
  ],
  flags: flags(
    ...['allow-missing-template-keys', 'cert-dir', 'config', 'kubeconfig', 'output', 'show-managed-fields'],
    'warn-within',
  ),
  run: async (invocation) => (await import('../certs/check-expiration.ts')).checkExpiration(invocation),
};

const verify: Command = {
  name: 'verify',
  summary: 'Find out what is wrong with the certificates, keys and kubeconfig files of this machine',
  details:
    'Looks at each of them as those do who use it: whether it is there and can be read, its key belongs to it, its authority signed it, it is for its purpose, has the names by which it is called, and is valid now; whether the keys of ServiceAccounts belong together; and what kubeconfig files trust. For each there is a line, and where something is not right, what was expected, what was found, and what to do.\n\n' +
    'Nothing is changed, and no API server is needed: one that does not answer is not waited for. The configuration comes from --config, or else from the cluster, or else the defaults count, with what the static Pods of this machine were given. On a worker, what its kubelet has is looked at.\n\n' +
    'The exit code is 1 where there are errors, and 0 where there are none, or only warnings.',
  examples: [
    { line: 'kubeadm-ts certs verify', does: 'when nothing works any more, or after files were copied' },
    { line: 'kubeadm-ts certs verify --config cluster.yaml', does: 'by the configuration in a file' },
    {
      line: 'kubeadm-ts certs verify -o json | jq -r \'.items[] | select(.state == "error").name\'',
      does: 'for scripts: the names of those that are wrong',
    },
  ],
  flags: flagsNamed(
    ['allow-missing-template-keys', 'cert-dir', 'config', 'kubeconfig', 'output', 'show-managed-fields'],
    [...VERIFY_FLAGS, ...CERTS_FLAGS],
  ),
  run: async (invocation) => (await import('../certs/verify.ts')).verify(invocation),
};

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
      flags: flagsNamed(['config', 'dry-run', 'kubeconfig', 'output'], [...SAN_FLAGS, RUN_OUTPUT, ...CERTS_FLAGS]),
      run: async (invocation) => (await import('../certs/san-add.ts')).addSans(invocation),
    },
  ],
};

const autorenew: Command = {
  name: 'autorenew',
  summary: 'Have certificates renewed by themselves before they end',
  details:
    'Installs a timer of systemd that looks once a day for what ends soon, renews that, and restarts what uses it: `certs renew all --within 30d --restart`. ' +
    'The moment is drawn by lot, so that control planes do not restart at once. Where systemd does not run, a line for cron is printed, and nothing is installed.\n\n' +
    'Set it up on each control plane. With --remove the timer is taken away again. The kubelet renews its own certificates; authorities are replaced by hand.',
  examples: [
    { line: 'kubeadm-ts certs autorenew', does: 'set it up' },
    { line: 'kubeadm-ts certs autorenew --dry-run', does: 'show the units' },
    { line: 'kubeadm-ts certs autorenew --within 60d --schedule "Sun *-*-* 02:00"', does: 'at other times' },
    { line: 'kubeadm-ts certs autorenew --remove', does: 'take it away again' },
  ],
  flags: flagsNamed([...AUTORENEW_FLAGS.map(({ name }) => name), 'output'], [...AUTORENEW_FLAGS, RUN_OUTPUT]),
  run: async (invocation) => (await import('../certs/autorenew.ts')).autorenew(invocation),
};

const RENEW_FLAGS = ['cert-dir', 'config', 'dry-run', 'kubeconfig', 'restart', 'within'];
const renewFlags = (...more: readonly string[]) =>
  flagsNamed([...RENEW_FLAGS, 'output', ...more], [RUN_OUTPUT, ...CERTS_FLAGS]);

const RENEW_DETAILS =
  'The new certificate has the subject, the usages and the names of the old one, whatever the configuration says, and a new key. ' +
  'Algorithm and time come from the configuration (encryptionAlgorithm, certificateValidityPeriod). A certificate that has ended is renewed all the same; ' +
  'one that is missing, or whose authority is kept elsewhere, is left alone and told. Components use new certificates once they are restarted: --restart does that.';

function renewCommand(keys: KeyPool): Command {
  const renew = async () => (await import('../certs/renew.ts')).renew;
  return {
    name: 'renew',
    summary: 'Renew certificates, whatever their age',
    details: RENEW_DETAILS,
    examples: [
      { line: 'kubeadm-ts certs renew all --restart', does: 'everything, and have it used' },
      { line: 'kubeadm-ts certs renew apiserver', does: 'one certificate' },
      {
        line: 'kubeadm-ts certs renew all --offline-rescue --restart',
        does: 'bring a cluster back whose certificates have all ended',
      },
    ],
    flags: [],
    commands: [
      {
        name: 'all',
        summary: 'Renew every certificate of this machine',
        details: `${RENEW_DETAILS}\n\nWith --offline-rescue neither the API server nor a valid admin.conf is needed, and the kubelet gets a new client certificate as well: run it with --restart on each control plane when all certificates have ended.`,
        examples: [
          { line: 'kubeadm-ts certs renew all --restart', does: 'once a year, or before an upgrade' },
          {
            line: 'kubeadm-ts certs renew all --offline-rescue --restart',
            does: 'bring a cluster back whose certificates have all ended',
          },
        ],
        flags: renewFlags('offline-rescue'),
        run: async (invocation) => (await renew())(invocation, keys),
      },
      ...RENEWABLES.map((renewable): Command => ({
        name: renewable.name,
        summary: `Renew the certificate that ${renewable.purpose}`,
        details: RENEW_DETAILS,
        examples: [{ line: `kubeadm-ts certs renew ${renewable.name}`, does: 'this certificate alone' }],
        flags: renewFlags(),
        run: async (invocation) => (await renew())(invocation, keys, [renewable]),
      })),
    ],
  };
}

function generateCsrCommand(keys: KeyPool): Command {
  return {
    name: 'generate-csr',
    summary: 'Make private keys and certificate requests, for an authority that is kept elsewhere',
    details:
      'For every certificate of a control plane a key and a request (.csr), and kubeconfig files that lack only certificates, each with its request beside it. Have the requests signed: the certificates go beside the keys as .crt, ' +
      "and into client-certificate-data of the kubeconfig files, base64; the authority's own certificate becomes ca.crt, and goes into certificate-authority-data. Then run init: without ca.key it takes the authority for an external one.\n\n" +
      'Nothing is overwritten: where one of the files exists, nothing is made.',
    examples: [
      { line: 'kubeadm-ts certs generate-csr --config cluster.yaml', does: 'in the folders where init looks for them' },
      {
        line: 'kubeadm-ts certs generate-csr --cert-dir ./pki --kubeconfig-dir ./kubeconfigs',
        does: 'in folders of their own',
      },
    ],
    flags: flags('cert-dir', 'config', 'dry-run', 'kubeconfig-dir'),
    run: async (invocation) => (await import('../certs/generate-csr.ts')).generateCsr(invocation, keys),
  };
}

/**
 * `certs`: the certificates of a control-plane machine, for as long as its cluster lives.
 *
 * @param keys - may have been put to work already
 */
export function certsCommand(keys: KeyPool = createKeyPool()): Command {
  return {
    name: 'certs',
    aliases: ['certificates'],
    summary: 'See when certificates end and what is wrong with them, renew them, and have them signed elsewhere',
    examples: [
      { line: 'kubeadm-ts certs check-expiration', does: 'when they end' },
      { line: 'kubeadm-ts certs verify', does: 'what is wrong with them' },
      { line: 'kubeadm-ts certs renew all --restart', does: 'renew them, whatever their age, and have them used' },
      { line: 'kubeadm-ts certs autorenew', does: 'have them renewed by themselves' },
    ],
    flags: [],
    commands: [checkExpiration, verify, renewCommand(keys), autorenew, generateCsrCommand(keys), certificateKey, san],
  };
}
