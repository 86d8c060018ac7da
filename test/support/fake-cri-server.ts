import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { CRI, type ContainerStatusMessage, type CriMethod, type SandboxMessage } from '../../pkg/cri/cri-messages.ts';

/** A server on a unix socket in a folder of its own, which goes away with it. */
export interface FakeServer {
  /** `unix:///tmp/.../x.sock` */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** How a fake runtime stands; tests may change it between calls. */
export interface FakeRuntime {
  readonly images: Map<string, string>;
  readonly containers: ContainerStatusMessage[];
  readonly sandboxes: SandboxMessage[];
  /** Why pulling an image fails, in the registry's words. */
  readonly broken: Map<string, string>;
  readonly info: Record<string, string>;
  runtimeReady: boolean;
  /** Number of the enum CgroupDriver; `undefined` is a runtime that predates RuntimeConfig. */
  cgroupDriver: number | undefined;
  /** Milliseconds that a pull takes. */
  pullMs: number;
  imageStoreBytes: number;
  /** A service like that of a containerd whose CRI plugin is disabled. */
  criDisabled: boolean;
  /** gRPC codes with which the next attempts to stop a sandbox are refused, by its id. */
  readonly stubborn: Map<string, number[]>;
  /** Sandboxes stopped and removed, in order. */
  readonly calls: string[];
}

/** A gRPC failure as handlers throw it. */
class Refusal extends Error {
  readonly code: number;
  readonly details: string;

  constructor(code: number, details: string) {
    super(details);
    this.code = code;
    this.details = details;
  }
}

export interface FakeCri extends FakeServer {
  readonly state: FakeRuntime;
}

/**
 * @param endpoint - where to listen, as an earlier server told; a new place unless given
 * @param name - of the socket in a new place
 */
export async function startFakeCri(
  state: Partial<FakeRuntime> = {},
  endpoint?: string,
  name?: string,
): Promise<FakeCri> {
  const full: FakeRuntime = {
    images: new Map(),
    containers: [],
    sandboxes: [],
    broken: new Map(),
    info: {},
    runtimeReady: true,
    cgroupDriver: 0,
    pullMs: 0,
    imageStoreBytes: 0,
    criDisabled: false,
    stubborn: new Map(),
    calls: [],
    ...state,
  };
  const server = new Server();
  serve(server, full);
  const { folder, path } = endpoint === undefined ? await socketInFolder(name) : await sameSocket(endpoint);
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    ),
  );
  const close = async (): Promise<void> => {
    server.forceShutdown();
    await rm(folder, { recursive: true });
  };
  return { endpoint: `unix://${path}`, state: full, close };
}

function serve(server: Server, state: FakeRuntime): void {
  on(server, state, CRI.version, () => ({ runtimeName: 'fake', runtimeVersion: '1.2.3', runtimeApiVersion: 'v1' }));
  on(server, state, CRI.status, ({ verbose }) => ({
    status: { conditions: [{ type: 'RuntimeReady', status: state.runtimeReady, reason: '', message: '' }] },
    info: verbose ? state.info : {},
  }));
  on(server, state, CRI.runtimeConfig, () => {
    if (state.cgroupDriver === undefined)
      throw new Refusal(12, 'unknown method RuntimeConfig for service runtime.v1.RuntimeService');
    return { linux: { cgroupDriver: state.cgroupDriver } };
  });
  on(server, state, CRI.imageStatus, ({ image }) => {
    const id = state.images.get(image?.image ?? '');
    return id === undefined ? {} : { image: { id } };
  });
  on(server, state, CRI.pullImage, async ({ image }) => {
    await new Promise((resolve) => setTimeout(resolve, state.pullMs));
    const reason = state.broken.get(image?.image ?? '');
    if (reason !== undefined) throw new Refusal(5, reason);
    state.images.set(image?.image ?? '', 'sha256:pulled');
    return { imageRef: 'sha256:pulled' };
  });
  on(server, state, CRI.imageFsInfo, () => ({ imageFilesystems: [{ usedBytes: { value: state.imageStoreBytes } }] }));
  on(server, state, CRI.listContainers, ({ filter }) => {
    const wanted = Object.entries(filter?.labelSelector ?? {});
    return {
      containers: state.containers.filter(({ labels }) => wanted.every(([key, value]) => labels[key] === value)),
    };
  });
  on(server, state, CRI.containerStatus, ({ containerId }) => {
    const status = state.containers.find(({ id }) => id === containerId);
    if (status === undefined || status.message === 'gone') throw new Refusal(5, `container ${containerId} not found`);
    return { status };
  });
  on(server, state, CRI.listPodSandbox, () => ({ items: state.sandboxes }));
  on(server, state, CRI.stopPodSandbox, ({ podSandboxId }) => {
    state.calls.push(`stop ${podSandboxId}`);
    const code = state.stubborn.get(podSandboxId)?.shift();
    if (code !== undefined) throw new Refusal(code, `sandbox ${podSandboxId} is not ready to go`);
    return {};
  });
  on(server, state, CRI.removePodSandbox, ({ podSandboxId }) => {
    state.calls.push(`remove ${podSandboxId}`);
    return {};
  });
}

function on<Q, R>(
  server: Server,
  state: FakeRuntime,
  method: CriMethod<Q, R>,
  answer: (request: Q) => Partial<R> | Promise<Partial<R>>,
): void {
  server.register(
    method.path,
    (call: ServerUnaryCall<Q, Partial<R>>, reply: sendUnaryData<Partial<R>>) => {
      const run = async (): Promise<Partial<R>> => {
        if (state.criDisabled) throw new Refusal(12, `unknown service ${method.path.split('/')[1]}`);
        return answer(call.request);
      };
      run().then(
        (value) => reply(null, value),
        (error: Error) => reply(error),
      );
    },
    (value: Partial<R>) => Buffer.from(method.response.encode(value)),
    (bytes: Buffer) => method.request.decode(bytes),
    'unary',
  );
}

async function socketInFolder(name = 'x.sock'): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'cri-'));
  return { folder, path: join(folder, name) };
}

async function sameSocket(endpoint: string): Promise<{ folder: string; path: string }> {
  const path = endpoint.replace('unix://', '');
  await mkdir(dirname(path), { recursive: true });
  return { folder: dirname(path), path };
}

async function listening(server: NetServer, beforeClose: () => void = () => undefined): Promise<FakeServer> {
  const { folder, path } = await socketInFolder();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const close = async (): Promise<void> => {
    beforeClose();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  };
  return { endpoint: `unix://${path}`, close };
}

/** Accepts connections and never says a word, as a runtime that hangs. */
export function startSilentServer(): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  return listening(server, () => sockets.forEach((socket) => socket.destroy()));
}

/** Answers plain HTTP, as Docker Engine does (or any other web server). */
export function startHttpServer(headers: Readonly<Record<string, string>>): Promise<FakeServer> {
  return listening(createHttpServer((_, response) => response.writeHead(200, headers).end('OK')));
}

/** What a socket has to say to be taken for Docker's. */
export const DOCKER_HEADERS = { Server: 'Docker/28.5.2 (linux)', 'Api-Version': '1.51' };
