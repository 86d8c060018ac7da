import type { Arg, EnvVar, HostPathMount } from '../../pkg/config/types.ts';
import type { AccountName, GroupName } from '../../pkg/accounts/account-names.ts';

export type ComponentName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/** Where a component says how it is. */
export interface Health {
  readonly scheme: 'HTTP' | 'HTTPS';
  /** The address to ask; `undefined` where it listens on all of them. */
  readonly host: string | undefined;
  readonly port: number;
  readonly livePath: string;
  /** `undefined` for a component that is ready as soon as it lives. */
  readonly readyPath: string | undefined;
  readonly startedPath: string;
  /** Milliseconds that it may take to start. */
  readonly startTimeout: number;
}

/** A file or folder that a component's own account has to be able to read, and how. */
export interface OwnedPath {
  readonly path: string;
  /** Permission bits; unchanged unless given. */
  readonly mode?: number;
  readonly recursive?: boolean;
  /** It stays root's, and this group may read it. The component's account owns it unless given. */
  readonly sharedWith?: GroupName;
}

/** What it takes to run a component without root's rights. */
export interface Unprivileged {
  /** User and group of the same name. */
  readonly account: AccountName;
  readonly supplementalGroups: readonly GroupName[];
  /** Capabilities that it needs all the same. */
  readonly capabilities: readonly string[];
  readonly owns: readonly OwnedPath[];
}

/**
 * A program of the control plane, described once: what to run and what it needs. Nothing here knows how it will be
 * run; static Pods, systemd units and DaemonSets are renderings of this.
 */
export interface Component {
  readonly name: ComponentName;
  readonly image: string;
  /** The program's name, as in its image and its release archive. */
  readonly program: string;
  /** In the order in which they are given. */
  readonly args: readonly Arg[];
  readonly env: readonly EnvVar[];
  /** Files and folders of the machine that it reads or writes. */
  readonly files: readonly HostPathMount[];
  readonly health: Health;
  /** Kubernetes quantities that it asks for. */
  readonly requests: Readonly<Record<string, string>>;
  /** What others look up about this instance. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly unprivileged: Unprivileged;
}

/** What the descriptions need to know of the machine. */
export interface MachineFacts {
  /** Folders with CA certificates, of those in `EXTRA_CA_DIRECTORIES`, that exist. */
  readonly caDirectories: readonly string[];
  /** Proxy settings of this process's environment. */
  readonly proxyEnv: readonly EnvVar[];
  /** The cluster's CA key is kept elsewhere: nothing can be signed here. */
  readonly externalCA: boolean;
}
