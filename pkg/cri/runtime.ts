/** What a container runtime says of itself (CRI `Version`). */
export interface RuntimeVersion {
  readonly runtimeName: string;
  readonly runtimeVersion: string;
  readonly runtimeApiVersion: string;
}

/** One condition of CRI `Status`, for example `RuntimeReady`. */
export interface RuntimeCondition {
  readonly type: string;
  readonly status: boolean;
  readonly reason: string;
  readonly message: string;
}

/** The runtime's health and the sandbox (pause) image it is configured with, where it tells. */
export interface RuntimeStatus {
  readonly conditions: readonly RuntimeCondition[];
  readonly sandboxImage: string | undefined;
}

/** CRI `RuntimeConfig`; `unimplemented` for runtimes that predate it. */
export type RuntimeConfig = { readonly cgroupDriver: 'systemd' | 'cgroupfs' } | 'unimplemented';

export type ContainerState = 'created' | 'running' | 'exited' | 'unknown';

/** One container as the runtime sees it. */
export interface ContainerInfo {
  readonly id: string;
  readonly name: string;
  readonly podName: string;
  readonly podNamespace: string;
  readonly state: ContainerState;
  /** How often the kubelet started it before (annotation `io.kubernetes.container.restartCount`). */
  readonly restartCount: number;
  readonly exitCode: number | undefined;
  /** Why it ended, in the runtime's words: `OOMKilled`, `Error`, `StartError`... */
  readonly reason: string;
  readonly message: string;
  readonly image: string;
  /** The log file on the host; empty where the runtime does not tell. */
  readonly logPath: string;
  readonly createdAt: Date;
}

/** One Pod sandbox. */
export interface SandboxInfo {
  readonly id: string;
  readonly podName: string;
  readonly podNamespace: string;
  readonly ready: boolean;
  /** Of a static Pod: what the kubelet made of its manifest (annotation `kubernetes.io/config.hash`). */
  readonly configHash?: string;
}

/** Reading from a container runtime: never changes anything. */
export interface RuntimeView {
  version(): Promise<RuntimeVersion>;
  status(): Promise<RuntimeStatus>;
  runtimeConfig(): Promise<RuntimeConfig>;
  /** The image's id, or `undefined` when the runtime does not have it. */
  imageId(image: string): Promise<string | undefined>;
  /** Containers, newest first. `component` narrows to containers with that name. */
  listContainers(filter?: { readonly component?: string }): Promise<readonly ContainerInfo[]>;
  listSandboxes(): Promise<readonly SandboxInfo[]>;
}

/** Progress of one image pull. */
export interface PullProgress {
  readonly image: string;
  readonly detail: string;
}

/** The whole runtime: the real host uses it to carry out changes. */
export interface Runtime extends RuntimeView {
  /** @throws KubeadmError `image-pull-failed` with the registry's reason */
  pullImage(image: string, onProgress?: (progress: PullProgress) => void): Promise<void>;
  /** Stop a Pod's containers at once and remove them with its sandbox. A sandbox that is gone is fine. */
  removeSandbox(id: string): Promise<void>;
  /** Ends the container's process; one that has ended already is fine. */
  stopContainer(id: string): Promise<void>;
  close(): void;
}
