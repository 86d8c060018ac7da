import { AUTORENEW_FLAGS } from './autorenew-flags.ts';
import { CERTS_FLAGS } from './certs-flags.ts';
import { CONFIG_FLAGS } from './config-flags.ts';
import type { Flag } from './flag.ts';
import { JOIN_FLAGS } from './join-flags.ts';
import { KUBECONFIG_FLAGS } from './kubeconfig-flags.ts';
import { RESET_FLAGS } from './reset-flags.ts';
import { SAN_FLAGS } from './san-flags.ts';
import { TOKEN_FLAGS } from './token-flags.ts';
import { UPGRADE_FLAGS } from './upgrade-flags.ts';

/** Taken by every command. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  {
    name: 'rootfs',
    type: 'string',
    value: '<dir>',
    summary: 'Prefix of every path on this machine; programs are run inside it',
  },
  {
    name: 'v',
    alias: 'v',
    type: 'int',
    value: '<level>',
    default: '0',
    summary: 'How much detail to tell: 1 to 10; from 5 on, errors carry a stack trace',
  },
  {
    name: 'vmodule',
    type: 'string',
    value: '<pattern=N,...>',
    summary: 'Detail per source file; accepted for scripts written for kubeadm, applied as the highest level named',
  },
  { name: 'help', alias: 'h', type: 'bool', summary: 'Help for this command' },
];

const INIT_FLAGS: readonly Flag[] = [
  {
    name: 'apiserver-advertise-address',
    type: 'string',
    value: '<ip>',
    summary: 'Address on which the API server tells others to reach it; the address of the default route unless given',
  },
  { name: 'apiserver-bind-port', type: 'int', value: '<port>', default: '6443', summary: 'Port of the API server' },
  {
    name: 'apiserver-cert-extra-sans',
    type: 'strings',
    value: '<name|ip>',
    summary: "More names and addresses for the API server's certificate",
  },
  {
    name: 'cert-dir',
    type: 'string',
    value: '<dir>',
    default: '/etc/kubernetes/pki',
    summary: 'Where certificates and keys are stored',
  },
  {
    name: 'certificate-key',
    type: 'string',
    value: '<hex>',
    summary: 'Key that encrypts the uploaded control-plane certificates: 32 bytes as 64 hex digits',
  },
  { name: 'config', type: 'string', value: '<file>', summary: 'Configuration file (kubeadm.k8s.io/v1beta4)' },
  {
    name: 'control-plane-endpoint',
    type: 'string',
    value: '<host[:port]>',
    summary: 'Stable name or address of the whole control plane, for example of a load balancer',
  },
  {
    name: 'cri-socket',
    type: 'string',
    value: '<socket>',
    summary: 'Socket of the container runtime; found by itself when there is just one',
  },
  { name: 'dry-run', type: 'bool', summary: 'Show every file and object that would be made, and change nothing' },
  {
    name: 'feature-gates',
    type: 'string',
    value: '<name=bool,...>',
    summary: 'Feature gates: NodeLocalCRISocket, PublicKeysECDSA (deprecated), RootlessControlPlane',
  },
  {
    name: 'ignore-preflight-errors',
    type: 'strings',
    value: '<check>',
    summary: "Preflight checks whose errors become warnings, for example 'Swap'; 'all' for every one",
  },
  {
    name: 'image-repository',
    type: 'string',
    value: '<repository>',
    default: 'registry.k8s.io',
    summary: 'Where the images of the control plane come from',
  },
  {
    name: 'kubernetes-version',
    type: 'string',
    value: '<version>',
    default: 'stable-1',
    summary: 'Version of the control plane: v1.36.2, or a label such as stable-1.36',
  },
  {
    name: 'node-name',
    type: 'string',
    value: '<name>',
    summary: "Name of this node; the machine's host name unless given",
  },
  {
    name: 'patches',
    type: 'string',
    value: '<dir>',
    summary: 'Folder with patches, for example kube-apiserver+merge.yaml',
  },
  {
    name: 'pod-network-cidr',
    type: 'string',
    value: '<cidr>',
    summary: 'Address range of Pods; nodes get their share of it',
  },
  {
    name: 'service-cidr',
    type: 'string',
    value: '<cidr>',
    default: '10.96.0.0/12',
    summary: 'Address range of Services',
  },
  {
    name: 'service-dns-domain',
    type: 'string',
    value: '<domain>',
    default: 'cluster.local',
    summary: 'DNS domain of Services',
  },
  { name: 'skip-certificate-key-print', type: 'bool', summary: 'Do not print the key of the uploaded certificates' },
  {
    name: 'skip-phases',
    type: 'strings',
    value: '<phase>',
    summary: 'Phases to leave out, for example addon/kube-proxy',
  },
  { name: 'skip-token-print', type: 'bool', summary: 'Do not print the bootstrap token' },
  {
    name: 'token',
    type: 'string',
    value: '<id.secret>',
    summary: 'Bootstrap token for joining nodes; made up unless given',
  },
  {
    name: 'token-ttl',
    type: 'duration',
    value: '<duration>',
    default: '24h0m0s',
    summary: 'How long the bootstrap token is good for; 0 for ever',
  },
  {
    name: 'upload-certs',
    type: 'bool',
    summary: 'Upload the control-plane certificates, encrypted, for further control planes to fetch',
  },
  {
    name: 'kubeconfig',
    type: 'string',
    value: '<file>',
    default: '/etc/kubernetes/admin.conf',
    summary: 'Kubeconfig file to talk to the cluster with',
  },
  {
    name: 'kubeconfig-dir',
    type: 'string',
    value: '<dir>',
    default: '/etc/kubernetes',
    summary: 'Where kubeconfig files are written',
  },
  { name: 'print-manifest', type: 'bool', summary: "Print the addon's objects as YAML and touch nothing" },
  {
    name: 'apiserver-extra-args',
    type: 'strings',
    value: '<name=value>',
    hidden: true,
    summary: 'More arguments for the API server',
    deprecated: 'put them into apiServer.extraArgs of a configuration file',
  },
  {
    name: 'controller-manager-extra-args',
    type: 'strings',
    value: '<name=value>',
    hidden: true,
    summary: 'More arguments for the controller manager',
    deprecated: 'put them into controllerManager.extraArgs of a configuration file',
  },
  {
    name: 'scheduler-extra-args',
    type: 'strings',
    value: '<name=value>',
    hidden: true,
    summary: 'More arguments for the scheduler',
    deprecated: 'put them into scheduler.extraArgs of a configuration file',
  },
];

/** `--output` of what changes something. */
export const RUN_OUTPUT: Flag = {
  name: 'output',
  alias: 'o',
  type: 'string',
  value: '<format>',
  default: 'text',
  choices: ['text', 'json'],
  summary: 'text, or json: one JSON object a line on stdout for everything that happens',
};

const VERSION_OUTPUT: Flag = {
  name: 'version-output',
  alias: 'o',
  type: 'string',
  value: '<format>',
  choices: ['short', 'yaml', 'json'],
  summary: 'short, yaml or json; a sentence unless given',
};

const BY_NAME = new Map([...INIT_FLAGS, RUN_OUTPUT].map((flag) => [flag.name, flag]));

/**
 * Flags by name, in alphabetical order. A name that is in no table is a mistake of the programmer.
 *
 * @param own - the command's own table: its flags, and those that mean something else there than for `init`
 */
export function flagsNamed(names: readonly string[], own: readonly Flag[] = []): readonly Flag[] {
  return [...new Set(names)].sort().map((name) => {
    const flag = own.find((each) => each.name === name) ?? BY_NAME.get(name);
    if (flag === undefined) throw new Error(`no flag is called ${name}`);
    return flag;
  });
}

/** Every flag of every command. */
export const ALL_FLAGS: readonly Flag[] = [
  ...INIT_FLAGS,
  ...JOIN_FLAGS,
  ...RESET_FLAGS,
  ...TOKEN_FLAGS,
  ...CONFIG_FLAGS,
  ...CERTS_FLAGS,
  ...KUBECONFIG_FLAGS,
  ...SAN_FLAGS,
  ...AUTORENEW_FLAGS,
  ...UPGRADE_FLAGS,
  RUN_OUTPUT,
  ...GLOBAL_FLAGS,
];

/** `version -o` has values of its own. */
export const versionOutput: Flag = { ...VERSION_OUTPUT, name: 'output' };
