import type { Flag } from './flag.ts';

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
];
