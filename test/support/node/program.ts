import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeYaml } from '../../../pkg/yaml/write-yaml.ts';
import { ignoring } from './ignored-checks.ts';
import type { ClusterNode, CommandInNode } from './node.ts';
import type { Outcome } from './process.ts';
import type { Program } from './programs.ts';

const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));
export const CONFIG = '/run/init.yaml';

/** Parts of the configuration to set differently, by the kind of document. */
export interface ConfigOverrides {
  readonly init?: Readonly<Record<string, unknown>>;
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly kubeletArgs?: readonly { readonly name: string; readonly value: string }[];
}

/** The bundle as it would be installed, in a folder that no build of meanwhile changes. @throws when it was not built */
export function copyProgram(folder: string): string {
  if (!existsSync(join(DIST, 'kubeadm-ts.js')))
    throw new Error('dist/kubeadm-ts.js is missing: run `npm run build` first');
  cpSync(DIST, folder, { recursive: true });
  return join(folder, 'kubeadm-ts.js');
}

/** Write the configuration that `init` gets on this node. */
export function writeConfig(node: ClusterNode, overrides: ConfigOverrides = {}): void {
  writeFileSync(
    node.path(CONFIG),
    documentsFor(node, overrides)
      .map((document) => `---\n${writeYaml(document)}`)
      .join(''),
  );
}

function documentsFor(
  { options }: ClusterNode,
  { init, cluster, kubeletArgs = [] }: ConfigOverrides,
): readonly object[] {
  const unchanged = { min: 0, maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' };
  return [
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'InitConfiguration',
      localAPIEndpoint: { advertiseAddress: options.address },
      nodeRegistration: {
        name: options.name,
        kubeletExtraArgs: [{ name: 'cgroup-root', value: `/${options.cgroup}` }, ...kubeletArgs],
      },
      ...init,
    },
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      kubernetesVersion: options.binaries.kubernetesVersion,
      networking: { podSubnet: '10.244.0.0/16' },
      ...cluster,
    },
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      failCgroupV1: false,
      cgroupDriver: 'cgroupfs',
    },
    // the machine's connection table may be read-only
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'iptables',
      conntrack: unchanged,
    },
  ];
}

/** How `init` is called. */
export interface InitRequest {
  readonly flags?: readonly string[];
  /** Names of preflight checks to wave through. */
  readonly ignore?: readonly string[];
  /** Is shown each line of its stdout. */
  readonly see?: (line: string) => void;
}

/** This program's `init`, begun. */
export function startInit(
  node: ClusterNode,
  program: string,
  { flags = [], ignore = [], see }: InitRequest = {},
): CommandInNode {
  return node.start([process.execPath, program, 'init', '--config', CONFIG, ...ignoring(ignore), ...flags], see);
}

/** `init` by another program with the same command line, to compare with. */
export function initBy(
  node: ClusterNode,
  program: Program,
  flags: readonly string[],
  see?: (line: string) => void,
): Promise<Outcome> {
  return node.start([...program, 'init', '--config', CONFIG, ...ignoring([]), ...flags], see).ended;
}

/** This program's `init`, to its end. */
export function runInit(node: ClusterNode, program: string, request: InitRequest = {}): Promise<Outcome> {
  return startInit(node, program, request).ended;
}
