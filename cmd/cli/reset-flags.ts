import type { Flag } from './flag.ts';

/** What `reset` takes beside, or in another sense than, `init`. */
export const RESET_FLAGS: readonly Flag[] = [
  {
    name: 'cert-dir',
    type: 'string',
    value: '<dir>',
    default: '/etc/kubernetes/pki',
    summary: 'Folder of the certificates and keys, which is emptied',
  },
  {
    name: 'cleanup-tmp-dir',
    type: 'bool',
    summary: 'Also empty /etc/kubernetes/tmp, where kubeadm keeps copies of what it replaced',
  },
  { name: 'config', type: 'string', value: '<file>', summary: 'Configuration file with a ResetConfiguration' },
  {
    name: 'cri-socket',
    type: 'string',
    value: '<socket>',
    summary: 'Socket of the container runtime whose Pods end; the one that the kubelet used unless given',
  },
  { name: 'dry-run', type: 'bool', summary: 'Show everything that would be removed, and why, and change nothing' },
  {
    name: 'force',
    alias: 'f',
    type: 'bool',
    summary: 'Do not ask, and do not stop where the rest of etcd would lose its quorum',
  },
  {
    name: 'ignore-preflight-errors',
    type: 'strings',
    value: '<check>',
    summary: "Preflight checks whose errors become warnings: 'IsPrivilegedUser', or 'all'",
  },
  {
    name: 'skip-phases',
    type: 'strings',
    value: '<phase>',
    summary: 'Phases to leave out, for example remove-etcd-member',
  },
];
