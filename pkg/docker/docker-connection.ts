import type Docker from 'dockerode';
import { describeError, KubeadmError } from '../errors/kubeadm-error.ts';
import { socketPath } from '../cri/socket-path.ts';

/** Docker Engine behind a socket. dockerode is loaded by the first call. */
export interface DockerConnection {
  /** Ask something; silence for `timeoutMs` is a failure. @throws KubeadmError `docker-*`; HTTP failures as {@link DockerFailure} */
  ask<T>(what: string, question: (docker: Docker) => Promise<T>): Promise<T>;
  /** The same without a limit of time, for pulls and loads. */
  work<T>(what: string, job: (docker: Docker) => Promise<T>): Promise<T>;
}

/** Docker answered with an HTTP failure. */
export class DockerFailure extends KubeadmError {
  /** HTTP status, for example 404. */
  readonly status: number;
  /** Docker's own words. */
  readonly reason: string;

  constructor(message: string, status: number, reason: string) {
    super('docker-refused', `${message}: ${reason}`, { hint: "see what Docker's log says: journalctl -u docker" });
    this.status = status;
    this.reason = reason;
  }
}

const START = 'start Docker (systemctl start docker), or name another socket with --cri-socket';

const SOCKET_FAILURES: Readonly<
  Record<string, { readonly code: string; readonly what: string; readonly hint: string }>
> = {
  ENOENT: { code: 'docker-socket-missing', what: 'there is no such socket', hint: START },
  ECONNREFUSED: { code: 'docker-connection-refused', what: 'nothing listens there', hint: START },
  EACCES: {
    code: 'docker-permission-denied',
    what: 'this user may not open the socket',
    hint: 'run this as root, for example with sudo',
  },
  ECONNRESET: {
    code: 'docker-timeout',
    what: 'no answer came',
    hint: 'Docker hangs or is overloaded: systemctl restart docker',
  },
};

/**
 * @param endpoint - `unix:///run/docker.sock`, or a path
 * @param timeoutMs - longest silence while a question is answered, in milliseconds
 */
export function openDocker(endpoint: string, timeoutMs: number): DockerConnection {
  const path = socketPath(endpoint);
  const run = async <T>(what: string, job: (docker: Docker) => Promise<T>, timeout?: number): Promise<T> => {
    const { default: DockerClient } = await import('dockerode');
    try {
      return await job(new DockerClient({ socketPath: path, ...(timeout === undefined ? {} : { timeout }) }));
    } catch (error) {
      throw explain(endpoint, what, error);
    }
  };
  return { ask: (what, question) => run(what, question, timeoutMs), work: (what, job) => run(what, job) };
}

function explain(endpoint: string, what: string, error: unknown): Error {
  if (error instanceof KubeadmError || !(error instanceof Error))
    return error instanceof Error ? error : new Error(String(error));
  const story = SOCKET_FAILURES['code' in error ? String(error.code) : ''];
  if (story !== undefined)
    return new KubeadmError(story.code, `cannot reach Docker at ${endpoint}: ${story.what}`, { hint: story.hint });
  const message = `Docker at ${endpoint} refused to ${what}`;
  if ('statusCode' in error && typeof error.statusCode === 'number')
    return new DockerFailure(message, error.statusCode, reasonOf(error));
  return new KubeadmError('docker-failed', `${message}: ${describeError(error)}`);
}

/** dockerode keeps Docker's JSON answer beside its own message, but where a stream was expected. */
function reasonOf(error: Error): string {
  const json: unknown = 'json' in error ? error.json : undefined;
  if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string')
    return json.message;
  return error.message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}
