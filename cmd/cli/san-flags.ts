import type { Flag } from './flag.ts';

/** What `certs san` takes in another sense than the other commands of `certs`. */
export const SAN_FLAGS: readonly Flag[] = [
  {
    name: 'config',
    type: 'string',
    value: '<file>',
    summary:
      'Configuration file; with one, the certificate is written also while no API server answers. Unless given, the configuration that the cluster keeps counts',
  },
  { name: 'dry-run', type: 'bool', summary: 'Show every change that would be made, and change nothing' },
];
