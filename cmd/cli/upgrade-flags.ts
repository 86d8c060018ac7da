import type { Flag } from './flag.ts';
import { printingFlags } from './printing-flags.ts';

/** Formats of `upgrade plan -o`, those with a template in their short form. */
export const PLAN_FORMATS = ['text', 'json', 'yaml', 'kyaml', 'jsonpath=...', 'go-template=...'] as const;

/** What `upgrade` takes beside, or in another sense than, `init`. */
export const UPGRADE_FLAGS: readonly Flag[] = [
  {
    name: 'allow-experimental-upgrades',
    type: 'bool',
    summary: 'Also to alpha, beta and release-candidate versions',
  },
  {
    name: 'allow-release-candidate-upgrades',
    type: 'bool',
    summary: 'Also to release candidates',
  },
  ...printingFlags('the plan', PLAN_FORMATS),
  {
    name: 'api-server-manifest',
    type: 'string',
    value: '<file>',
    default: '/etc/kubernetes/manifests/kube-apiserver.yaml',
    summary: 'Manifest of the API server to compare',
  },
  {
    name: 'controller-manager-manifest',
    type: 'string',
    value: '<file>',
    default: '/etc/kubernetes/manifests/kube-controller-manager.yaml',
    summary: 'Manifest of the controller manager to compare',
  },
  {
    name: 'scheduler-manifest',
    type: 'string',
    value: '<file>',
    default: '/etc/kubernetes/manifests/kube-scheduler.yaml',
    summary: 'Manifest of the scheduler to compare',
  },
  {
    name: 'certificate-renewal',
    type: 'bool',
    default: 'true',
    summary: 'Renew the certificates of the components that are upgraded; true unless given',
  },
  { name: 'config', type: 'string', value: '<file>', summary: 'Configuration file with an UpgradeConfiguration' },
  {
    name: 'context-lines',
    alias: 'c',
    type: 'int',
    value: '<number>',
    default: '3',
    summary: 'Unchanged lines around each difference',
  },
  {
    name: 'delete-bare-pods',
    type: 'bool',
    summary: 'With --drain: also Pods that no controller makes anew; they are lost',
  },
  {
    name: 'delete-emptydir-data',
    type: 'bool',
    summary: 'With --drain: also Pods with an emptyDir; what is in it is lost',
  },
  {
    name: 'drain',
    type: 'bool',
    summary: 'Cordon the node and evict its Pods before anything is changed, and uncordon it at the end',
  },
  {
    name: 'drain-timeout',
    type: 'duration',
    value: '<duration>',
    default: '10m0s',
    summary: 'With --drain: how long the Pods may take to go',
  },
  { name: 'dry-run', type: 'bool', summary: 'Show every change that would be made, and change nothing' },
  { name: 'etcd-upgrade', type: 'bool', default: 'true', summary: 'Upgrade etcd as well; true unless given' },
  {
    name: 'force',
    alias: 'f',
    type: 'bool',
    summary: 'Go on although rules of the version policy speak against it that may be broken; asks nothing',
  },
  {
    name: 'ignore-preflight-errors',
    type: 'strings',
    value: '<check>',
    summary: "Checks whose errors become warnings, for example 'CreateJob'; 'all' for every one",
  },
  {
    name: 'kubeconfig',
    type: 'string',
    value: '<file>',
    default: '/etc/kubernetes/admin.conf',
    summary: 'Kubeconfig file to talk to the cluster with',
  },
  {
    name: 'patches',
    type: 'string',
    value: '<dir>',
    summary: 'Folder with patches, for example kube-apiserver+merge.yaml',
  },
  { name: 'print-config', type: 'bool', summary: "Print the cluster's configuration" },
  {
    name: 'restore-etcd',
    type: 'bool',
    summary:
      'Also put the data of etcd back, from the snapshot that upgrade apply saved; what was written since is lost',
  },
  {
    name: 'skip-phases',
    type: 'strings',
    value: '<phase>',
    summary: 'Phases to leave out, for example addon/kube-proxy',
  },
  { name: 'yes', alias: 'y', type: 'bool', summary: 'Do not ask before anything is changed' },
];
