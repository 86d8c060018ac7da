import type { Flag } from './flag.ts';

/** What `certs autorenew` takes in another sense than the other commands of `certs`. */
export const AUTORENEW_FLAGS: readonly Flag[] = [
  {
    name: 'within',
    type: 'string',
    value: '<duration>',
    default: '30d',
    summary: 'Renew what ends within this time',
  },
  {
    name: 'schedule',
    type: 'string',
    value: '<calendar>',
    default: 'daily',
    summary: 'When to look, as a calendar expression of systemd, for example "Mon *-*-* 03:00"',
  },
  {
    name: 'randomized-delay',
    type: 'string',
    value: '<duration>',
    default: '6h',
    summary: 'Within this time the moment is drawn by lot, so that control planes do not restart at once',
  },
  {
    name: 'restart',
    type: 'bool',
    summary:
      'Also restart the static Pods that use what was renewed, one after the other, each waited for; true unless given',
  },
  { name: 'remove', type: 'bool', summary: 'Take the timer away again' },
  { name: 'dry-run', type: 'bool', summary: 'Show the units, and change nothing' },
  {
    name: 'config',
    type: 'string',
    value: '<file>',
    summary:
      "Configuration file for the renewals, which has to stay where it is; unless given, the cluster's own configuration counts then",
  },
  {
    name: 'cert-dir',
    type: 'string',
    value: '<dir>',
    default: '/etc/kubernetes/pki',
    summary: 'Where certificates and keys are',
  },
];
