import type { Flag } from './flag.ts';
import { printingFlags } from './printing-flags.ts';

/** Formats of `token list -o`, those with a template in their short form. */
export const LIST_FORMATS = ['text', 'json', 'yaml', 'kyaml', 'name', 'jsonpath=...', 'go-template=...'] as const;

/** What `token` takes beside, or in another sense than, `init`. */
export const TOKEN_FLAGS: readonly Flag[] = [
  {
    name: 'kubeconfig',
    type: 'string',
    value: '<file>',
    summary:
      'Kubeconfig file to talk to the cluster with; unless given, the first that exists of $KUBECONFIG (or ~/.kube/config) and /etc/kubernetes/admin.conf',
  },
  { name: 'dry-run', type: 'bool', summary: 'Show every object that would be made or deleted, and change nothing' },
  {
    name: 'certificate-key',
    type: 'string',
    value: '<hex>',
    summary:
      'Key of the uploaded control-plane certificates, 64 hex digits: the join command becomes one for a control plane',
  },
  {
    name: 'control-plane',
    type: 'bool',
    summary: 'Upload the control-plane certificates, and print the whole command that joins a further control plane',
  },
  {
    name: 'config',
    type: 'string',
    value: '<file>',
    summary: 'Configuration file whose InitConfiguration lists the tokens (bootstrapTokens)',
  },
  { name: 'description', type: 'string', value: '<text>', summary: 'What the token is for, in words for people' },
  {
    name: 'groups',
    type: 'strings',
    value: '<group>',
    default: 'system:bootstrappers:kubeadm:default-node-token',
    summary: 'Groups that the token authenticates as: system:bootstrappers:...',
  },
  {
    name: 'print-join-command',
    type: 'bool',
    summary: 'Print the whole command that joins a machine, instead of the token alone',
  },
  {
    name: 'ttl',
    type: 'duration',
    value: '<duration>',
    default: '24h0m0s',
    summary: 'How long the token is good for; 0 for ever',
  },
  {
    name: 'usages',
    type: 'strings',
    value: '<usage>',
    default: 'signing,authentication',
    summary: 'What the token may be used for: signing, authentication',
  },
  ...printingFlags('a token', LIST_FORMATS),
];
