import type { Flag } from './flag.ts';

/** What `kubeconfig` takes beside, or in another sense than, `init`. */
export const KUBECONFIG_FLAGS: readonly Flag[] = [
  {
    name: 'client-name',
    type: 'string',
    value: '<name>',
    summary: "Name of the user: the certificate's common name (required)",
  },
  {
    name: 'org',
    type: 'strings',
    value: '<group>',
    summary: "Groups of the user: the certificate's organizations",
  },
  {
    name: 'token',
    type: 'string',
    value: '<token>',
    summary: 'Token with which the user is known, in place of a certificate; it is written as it is',
  },
  {
    name: 'validity-period',
    type: 'duration',
    value: '<duration>',
    default: '8760h0m0s',
    summary: 'How long the certificate is valid from now on',
  },
  {
    name: 'config',
    type: 'string',
    value: '<file>',
    summary: 'Configuration file of the cluster; unless given, admin.conf on this machine says where the cluster is',
  },
];
