import type { EtcdAccess, EtcdView } from '../etcd/etcd.ts';
import type { JsonObject, KubeObject, ObjectRef } from '../kube/kube-object.ts';
import type { RuntimeView } from '../cri/runtime.ts';
import type { Change } from './change.ts';

/** What stands at a path. Symbolic links are followed, but for `kind: 'symlink'` of a dangling one. */
export interface FileInfo {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Permission bits only (0o7777). */
  readonly mode: number;
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
  /** When the content was last changed. Not every host tells. */
  readonly modified?: Date;
}

/** The outcome of a command. `code` is `undefined` when the command was not found, could not start or timed out. */
export interface CommandResult {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no exit code. */
  readonly failure?: 'not-found' | 'timeout' | 'signal' | 'not-executable';
}

export interface HttpResult {
  readonly status: number;
  readonly body: string;
  /** Names in lower case. Not every host tells them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The certificate that an `https` server showed, in PEM form. Not every host tells. */
  readonly serverCertificate?: string;
}

export interface HttpOptions {
  /** Milliseconds; 10,000 unless given. */
  readonly timeoutMs?: number;
  /** Only where ARCHITECTURE.md lists it (Safety), and nothing secret is sent. */
  readonly skipTlsVerification?: boolean;
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** Set by the client itself once it followed a redirect. */
  readonly followed?: boolean;
}

export interface NetworkInterface {
  readonly name: string;
  readonly up: boolean;
  readonly loopback: boolean;
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[];
}

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** `type=Opaque`; only fields that the API server selects by. */
  readonly fieldSelector?: string;
  /**
   * Of Secrets, name, type and data are enough, and the data may come as texts in `stringData` instead of base64 in
   * `data`: with thousands of Secrets that is several times as fast.
   */
  readonly dataOnly?: boolean;
  /** What of each object is kept, as its page arrives: of thousands of large objects only a part fits into memory. */
  readonly keep?: (object: KubeObject) => KubeObject;
  /**
   * The columns of the server's own table are enough: what a row is made into. Whole objects come where there is no
   * table, or no such column (then it returns `undefined`). A tenth of the bytes, and of the work.
   */
  readonly row?: (name: string, cells: Readonly<Record<string, unknown>>) => KubeObject | undefined;
  /** Stop once that many objects have come: to learn whether there are any, 1 is enough. */
  readonly atMost?: number;
}

/** Reading a cluster with certain credentials. */
export interface ClusterReader {
  /** An object of the cluster; `undefined` when it is absent. @throws KubeadmError one of the `api-*` codes */
  getObject(ref: ObjectRef): Promise<KubeObject | undefined>;
  listObjects(apiVersion: string, kind: string, options?: ListOptions): Promise<readonly KubeObject[]>;
  /** GET a non-resource path of the API server (`/livez`). @throws when no answer came */
  apiGet(path: string): Promise<HttpResult>;
}

/** Which cluster a reader speaks to, and how patiently. */
export interface ClusterOfOptions {
  /** `https://host:port` to talk to instead of the kubeconfig's server. */
  readonly server?: string;
  /** Milliseconds that a call is tried for while the API server does not answer; `timeouts.kubernetesAPICall` unless given. */
  readonly timeoutMs?: number;
}

/** Reading files, and nothing else: what commands that only look at files get along with. */
export type FileView = Pick<HostView, 'readFile' | 'stat'>;

/** Reading the world: what preflight checks and defaulting get. Nothing here changes anything. */
export interface HostView {
  now(): Date;
  /** The process's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** uid of the user who runs this program. */
  readonly uid: number;
  hostname(): string;
  cpuCount(): number;
  /** Total memory in bytes. */
  totalMemory(): number;
  interfaces(): readonly NetworkInterface[];

  /** The text of a file; `undefined` when there is none. @throws KubeadmError when it cannot be read */
  readFile(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Uint8Array | undefined>;
  stat(path: string): Promise<FileInfo | undefined>;
  /** Where the symbolic link at this path leads, as an absolute path with all links resolved; `undefined` where no link stands. */
  linkTarget(path: string): Promise<string | undefined>;
  /** Names in a folder, sorted by byte order; `undefined` when there is no such folder. */
  listDirectory(path: string): Promise<readonly string[] | undefined>;

  /** Run a command that only reads, without a shell. Milliseconds; 30,000 unless given. Never throws. */
  query(command: readonly string[], options?: { readonly timeoutMs?: number }): Promise<CommandResult>;
  /** The path of a program in PATH. */
  which(program: string): Promise<string | undefined>;
  /** Whether a TCP listener on this port could be opened on all addresses; the error's code (EADDRINUSE, EACCES...) if not. */
  probePort(port: number): Promise<string | undefined>;
  /** Whether a unix socket accepts connections. */
  socketAnswers(path: string): Promise<boolean>;
  /** Addresses of a name; empty when it does not resolve. */
  resolveName(name: string): Promise<readonly string[]>;
  /** @throws the network error when no answer came */
  httpGet(url: string, options?: HttpOptions): Promise<HttpResult>;

  /** The container runtime behind a `unix://` socket. Connecting is lazy: methods throw when nothing answers. */
  runtime(criSocket: string): RuntimeView;
  /** An etcd cluster. Connecting is lazy: methods throw when nobody answers. */
  etcd(access: EtcdAccess): EtcdView;

  /** An object of the cluster; `undefined` when it is absent, or before a cluster exists. */
  getObject(ref: ObjectRef): Promise<KubeObject | undefined>;
  listObjects(apiVersion: string, kind: string, options?: ListOptions): Promise<readonly KubeObject[]>;
  /** GET a non-resource path of the API server (`/livez`) with the admin credentials. @throws when no answer came */
  apiGet(path: string): Promise<HttpResult>;
  /** The cluster of another kubeconfig, given as text: what a joining machine reads before it has an admin.conf. */
  clusterOf(kubeconfig: string, options?: ClusterOfOptions): ClusterReader;
}

/** One look at something awaited: ready, or why not yet (the last reason is told when time is up). */
export type Readiness = true | { readonly notYet: string };

export interface WaitOptions {
  /** Milliseconds until it gives up. */
  readonly timeoutMs: number;
  /** Milliseconds between two looks; 150 unless given. */
  readonly intervalMs?: number;
}

/** Reading and changing the world. */
export interface Host extends HostView {
  /** The one verb that changes anything. @throws KubeadmError */
  change(change: Change): Promise<void>;
  /**
   * Look again and again until something is ready. A look that throws counts as not ready yet.
   * A dry run does not wait.
   * @returns milliseconds waited
   * @throws KubeadmError `wait-timeout`, its message naming the last reason
   */
  until(what: string, look: () => Promise<Readiness>, options: WaitOptions): Promise<number>;
}

export type { JsonObject };
