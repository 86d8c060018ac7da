import type { Client, ServiceError } from '@grpc/grpc-js';
import { describeError } from '../errors/kubeadm-error.ts';
import { callError, connectionError, GRPC_STATUS, lateError } from './cri-error.ts';
import type { CriMethod } from './cri-messages.ts';
import { socketPath } from './known-sockets.ts';
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
  return {
    async call(method, request, timeoutMs) {
      client ??= openClient(path);
      try {
        return await unary(await client, method, request, timeoutMs);
      } catch (error) {
        throw await explain(endpoint, method.path, error, timeoutMs);
      }
    },
    close() {
      void client?.then((open) => open.close());
      client = undefined;
    },
  };
}

async function openClient(path: string): Promise<Client> {
  const grpc = await import('@grpc/grpc-js');
  return new grpc.Client(`unix:${path}`, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.enable_http_proxy': 0,
    // A runtime that restarts should be found again as soon as the next look at it.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
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

async function explain(endpoint: string, path: string, error: unknown, timeoutMs: number): Promise<Error> {
  const call = path.slice(path.lastIndexOf('/') + 1);
  if (error instanceof LateAnswer) return lateError(endpoint, call, timeoutMs);
  if (!isServiceError(error)) return callError(endpoint, { call, code: GRPC_STATUS.unknown, details: describeError(error) });
  const { code, details } = error;
  if (code === GRPC_STATUS.unavailable || details.startsWith('Received HTTP status code')) {
    return connectionError(endpoint, await probeSocket(socketPath(endpoint), PROBE_MS), details);
  }
  return callError(endpoint, { call, code, details });
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}
