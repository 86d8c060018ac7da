import type { Client, ServiceError } from '@grpc/grpc-js';
import { describeError, type KubeadmError } from '../errors/kubeadm-error.ts';
import { callError, connectionError, GRPC_STATUS, lateError } from './cri-error.ts';
import type { CriMethod } from './cri-messages.ts';
import { socketPath } from './socket-path.ts';
import { probeSocket } from './socket-probe.ts';

/** A gRPC connection that is opened by the first call. */
export interface CriConnection {
  /**
   * @param timeoutMs - milliseconds until the call is given up
   * @throws KubeadmError that says what is wrong with the socket, the runtime or the request
   */
  call<Q, R>(method: CriMethod<Q, R>, request: Partial<Q>, timeoutMs: number): Promise<R>;
  close(): void;
}

/** How long a look at a broken socket may take, in milliseconds. */
const PROBE_MS = 300;

/** What the kubelet allows too: large answers come from machines with many containers. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * gRPC is loaded by the first call, because most commands never talk to a runtime.
 *
 * @param endpoint - `unix:///run/x.sock`, or a path
 */
export function openConnection(endpoint: string): CriConnection {
  const path = socketPath(endpoint);
  let client: Promise<Client> | undefined;
  const close = (): void => {
    void client?.then((open) => open.close());
    client = undefined;
  };
  const attempt = async <Q, R>(method: CriMethod<Q, R>, request: Partial<Q>, timeoutMs: number): Promise<R> => {
    client ??= openClient(path);
    return unary(await client, method, request, timeoutMs);
  };
  return {
    async call(method, request, timeoutMs) {
      try {
        return await attempt(method, request, timeoutMs);
      } catch (error) {
        if (!isUnavailable(error)) throw refusal(endpoint, method.path, error, timeoutMs);
        // The next call connects anew: gRPC would let it wait, and fail, while it backs off.
        close();
        const finding = await probeSocket(path, PROBE_MS);
        if (finding.kind !== 'other') throw connectionError(endpoint, finding, error.details);
        return attempt(method, request, timeoutMs).catch((again: unknown) => {
          throw isUnavailable(again)
            ? connectionError(endpoint, finding, again.details)
            : refusal(endpoint, method.path, again, timeoutMs);
        });
      }
    },
    close,
  };
}

async function openClient(path: string): Promise<Client> {
  // The default export is the whole module in Node and in the bundle (whose chunks have no other names), but is
  // missing where a loader takes gRPC's own mark of an ES module seriously, as the tests' does.
  const loaded = await import('@grpc/grpc-js');
  const grpc = (loaded.default as typeof loaded.default | undefined) ?? loaded;
  return new grpc.Client(`unix:${path}`, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.enable_http_proxy': 0,
  });
}

/** A timer and not gRPC's deadline, which is a time of day. */
function unary<Q, R>(client: Client, method: CriMethod<Q, R>, request: Partial<Q>, timeoutMs: number): Promise<R> {
  return new Promise((resolve, reject) => {
    let late = false;
    const call = client.makeUnaryRequest(
      method.path,
      (value: Partial<Q>) => Buffer.from(method.request.encode(value)),
      (bytes: Buffer) => method.response.decode(bytes),
      request,
      (error, response) => {
        clearTimeout(timer);
        if (late) reject(new LateAnswer());
        else if (error !== null) reject(error);
        else if (response === undefined) reject(new Error('an empty answer'));
        else resolve(response);
      },
    );
    const timer = setTimeout(() => {
      late = true;
      call.cancel();
    }, timeoutMs);
  });
}

class LateAnswer extends Error {}

/** There was no connection, it broke, or what answered does not speak gRPC. */
function isUnavailable(error: unknown): error is ServiceError {
  if (!isServiceError(error)) return false;
  return error.code === GRPC_STATUS.unavailable || error.details.startsWith('Received HTTP status code');
}

function refusal(endpoint: string, path: string, error: unknown, timeoutMs: number): KubeadmError {
  const call = path.slice(path.lastIndexOf('/') + 1);
  if (error instanceof LateAnswer) return lateError(endpoint, call, timeoutMs);
  if (!isServiceError(error))
    return callError(endpoint, { call, code: GRPC_STATUS.unknown, details: describeError(error) });
  return callError(endpoint, { call, code: error.code, details: error.details });
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}
