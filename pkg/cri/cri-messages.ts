import { bool, integer, list, message, nested, text, textMap, type Message, type MessageOf } from './protobuf.ts';

/*
 * The messages of the Container Runtime Interface, version v1, reduced to the fields that this program reads or sets.
 * The numbers are those of the published API (k8s.io/cri-api, runtime/v1/api.proto).
 */

const nothing = message({});

const imageSpec = message({ image: text(1) });
const image = message({ id: text(1) });
const usage = message({ value: integer(1) });
const filesystemUsage = message({ usedBytes: nested(3, usage) });

const runtimeCondition = message({
  type: text(1),
  status: bool(2),
  reason: text(3),
  message: text(4),
});
const runtimeStatus = message({
  conditions: list(1, runtimeCondition),
});
const linuxRuntimeConfiguration = message({ cgroupDriver: integer(1) });

const containerMetadata = message({ name: text(1), attempt: integer(2) });
const containerFilter = message({ labelSelector: textMap(4) });
const container = message({ id: text(1) });
const containerStatus = message({
  id: text(1),
  metadata: nested(2, containerMetadata),
  state: integer(3),
  createdAt: integer(4),
  exitCode: integer(7),
  image: nested(8, imageSpec),
  reason: text(10),
  message: text(11),
  labels: textMap(12),
  annotations: textMap(13),
  logPath: text(15),
});

const sandboxMetadata = message({ name: text(1), namespace: text(3) });
const sandbox = message({
  id: text(1),
  metadata: nested(2, sandboxMetadata),
  state: integer(3),
  annotations: textMap(6),
});
const sandboxId = message({ podSandboxId: text(1) });

export type ContainerStatusMessage = MessageOf<typeof containerStatus>;
export type SandboxMessage = MessageOf<typeof sandbox>;

/** Values of enum ContainerState, by their number. */
export const CONTAINER_STATES = ['created', 'running', 'exited', 'unknown'] as const;
/** Values of enum CgroupDriver, by their number. */
export const CGROUP_DRIVERS = ['systemd', 'cgroupfs'] as const;
/** PodSandboxState SANDBOX_READY. */
export const SANDBOX_READY = 0;

/** A unary call: where it goes, and what travels. */
export interface CriMethod<Request, Response> {
  /** gRPC path. */
  readonly path: string;
  readonly request: Message<Request>;
  readonly response: Message<Response>;
}

const RUNTIME = '/runtime.v1.RuntimeService';
const IMAGE = '/runtime.v1.ImageService';

function method<Q, R>(service: string, name: string, request: Message<Q>, response: Message<R>): CriMethod<Q, R> {
  return { path: `${service}/${name}`, request, response };
}

/** The calls that this program makes. */
export const CRI = {
  version: method(
    RUNTIME,
    'Version',
    message({ version: text(1) }),
    message({ runtimeName: text(2), runtimeVersion: text(3), runtimeApiVersion: text(4) }),
  ),
  status: method(
    RUNTIME,
    'Status',
    message({ verbose: bool(1) }),
    message({ status: nested(1, runtimeStatus), info: textMap(2) }),
  ),
  runtimeConfig: method(RUNTIME, 'RuntimeConfig', nothing, message({ linux: nested(1, linuxRuntimeConfiguration) })),
  listContainers: method(
    RUNTIME,
    'ListContainers',
    message({ filter: nested(1, containerFilter) }),
    message({ containers: list(1, container) }),
  ),
  containerStatus: method(
    RUNTIME,
    'ContainerStatus',
    message({ containerId: text(1) }),
    message({ status: nested(1, containerStatus) }),
  ),
  listPodSandbox: method(RUNTIME, 'ListPodSandbox', nothing, message({ items: list(1, sandbox) })),
  stopContainer: method(RUNTIME, 'StopContainer', message({ containerId: text(1), timeout: integer(2) }), nothing),
  stopPodSandbox: method(RUNTIME, 'StopPodSandbox', sandboxId, nothing),
  removePodSandbox: method(RUNTIME, 'RemovePodSandbox', sandboxId, nothing),
  imageStatus: method(
    IMAGE,
    'ImageStatus',
    message({ image: nested(1, imageSpec) }),
    message({ image: nested(1, image) }),
  ),
  pullImage: method(IMAGE, 'PullImage', message({ image: nested(1, imageSpec) }), message({ imageRef: text(1) })),
  imageFsInfo: method(IMAGE, 'ImageFsInfo', nothing, message({ imageFilesystems: list(1, filesystemUsage) })),
};
