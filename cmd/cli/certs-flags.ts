import type { Flag } from './flag.ts';
import { printingFlags } from './printing-flags.ts';

/** Formats of `check-expiration -o`, those with a template in their short form. */
export const EXPIRATION_FORMATS = [
  ...['text', 'json', 'yaml', 'kyaml', 'prometheus', 'prometheus=<file>', 'jsonpath=...', 'go-template=...'],
] as const;

/** What `certs verify` takes in another sense. */
export const VERIFY_FLAGS: readonly Flag[] = printingFlags('the result', [
  ...['text', 'json', 'yaml', 'kyaml', 'jsonpath=...', 'go-template=...'],
]);

/** What `certs` takes beside, or in another sense than, `init`. */
export const CERTS_FLAGS: readonly Flag[] = [
  {
    name: 'config',
    type: 'string',
    value: '<file>',
    summary: "Configuration file; unless given, the cluster's own configuration counts, or else the defaults",
  },
  {
    name: 'kubeconfig',
    type: 'string',
    value: '<file>',
    default: '/etc/kubernetes/admin.conf',
    summary: 'Kubeconfig file to ask the cluster for its configuration with',
  },
  {
    name: 'cert-dir',
    type: 'string',
    value: '<dir>',
    summary:
      "Where certificates and keys are; unless given, where the cluster's configuration says, usually /etc/kubernetes/pki",
  },
  {
    name: 'warn-within',
    type: 'string',
    value: '<duration>',
    summary: 'End with exit code 2 when a certificate ends within this time, for example 30d or 12h',
  },
  {
    name: 'restart',
    type: 'bool',
    summary: 'Restart the static Pods that use what was renewed, one after the other, each waited for',
  },
  {
    name: 'within',
    type: 'string',
    value: '<duration>',
    summary: 'Renew only what ends within this time, for example 30d or 12h; everything unless given',
  },
  {
    name: 'offline-rescue',
    type: 'bool',
    summary:
      "Do without the API server, and renew the kubelet's client certificate too: for a cluster whose certificates have ended",
  },
  { name: 'dry-run', type: 'bool', summary: 'Show every file that would be written, and change nothing' },
  ...printingFlags('the list', EXPIRATION_FORMATS),
];
