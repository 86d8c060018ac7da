import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { SocketFinding } from './socket-probe.ts';

/** A gRPC failure, without gRPC's classes: this module must not load them. */
export interface CallFailure {
  /** The method that was called, for example `Version`. */
  readonly call: string;
  /** gRPC status code. */
  readonly code: number;
  readonly details: string;
}

/** Codes of https://grpc.io/docs/guides/status-codes/ that mean something of their own here. */
export const GRPC_STATUS = { unknown: 2, notFound: 5, unimplemented: 12, unavailable: 14 } as const;

interface Story {
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}

const RESTART = 'see its log (journalctl -u containerd or -u crio) and restart it (systemctl restart containerd)';
const OTHER_SOCKET = 'name the socket of a CRI runtime with --cri-socket or nodeRegistration.criSocket';
const DOCKER_HINT =
  'Docker Engine does not speak CRI: install cri-dockerd and use --cri-socket unix:///var/run/cri-dockerd.sock, ' +
  'or use the containerd that comes with Docker: --cri-socket unix:///run/containerd/containerd.sock';

const STORIES: Readonly<Record<SocketFinding['kind'], Story>> = {
  missing: {
    code: 'cri-socket-missing',
    what: 'there is no such socket',
    hint: `install and start a container runtime (systemctl start containerd), or ${OTHER_SOCKET}`,
  },
  denied: {
    code: 'cri-permission-denied',
    what: 'this user may not open the socket',
    hint: 'run this as root, for example with sudo',
  },
  'nobody-listens': {
    code: 'cri-connection-refused',
    what: 'nothing listens on the socket',
    hint: `start the container runtime; if it should be running, ${RESTART}`,
  },
  silent: {
    code: 'cri-timeout',
    what: 'the runtime accepts the connection and then stays silent',
    hint: `the runtime hangs: ${RESTART}`,
  },
  http: { code: 'cri-not-cri', what: 'an HTTP server answers there, not a CRI runtime', hint: OTHER_SOCKET },
  other: {
    code: 'cri-not-cri',
    what: 'what answers there does not speak CRI',
    hint: `${OTHER_SOCKET}; if it is the right one, ${RESTART}`,
  },
};

const DOCKER: Story = {
  code: 'cri-docker-socket',
  what: 'Docker Engine answers there, not a CRI runtime',
  hint: DOCKER_HINT,
};

/**
 * No gRPC connection came about.
 *
 * @param endpoint - as the person gave it
 * @param finding - what a look at the socket told
 * @param details - gRPC's words, told where the look did not explain them
 */
export function connectionError(endpoint: string, finding: SocketFinding, details: string): KubeadmError {
  const story = finding.kind === 'http' && finding.docker ? DOCKER : STORIES[finding.kind];
  const why = finding.kind === 'other' ? `${story.what}${inBrackets(details)}` : story.what;
  return new KubeadmError(story.code, `cannot use ${endpoint} as container runtime: ${why}`, { hint: story.hint });
}

/** gRPC's words, without those that say nothing: "No connection established. Last error: ... (time). Resolution note: ". */
function inBrackets(details: string): string {
  const said = /Last error: (.*?)(?: \(\d{4}-[^)]*\))?\. Resolution note/.exec(details)?.[1] ?? details;
  return said === '' || /^(null|undefined)$/.test(said) ? '' : ` (${said.toLowerCase()})`;
}

/** No answer came in time, in milliseconds. */
export function lateError(endpoint: string, call: string, timeoutMs: number): KubeadmError {
  const message = `the container runtime at ${endpoint} did not answer ${call} within ${timeoutMs / 1000} s`;
  return new KubeadmError('cri-timeout', message, { hint: `the runtime hangs or is overloaded: ${RESTART}` });
}

/** The runtime answered with a failure. It carries gRPC's status, not gRPC's error, which would say the same again. */
export class CriCallError extends KubeadmError {
  /** gRPC status code. */
  readonly status: number;
  /** The runtime's own words. */
  readonly details: string;

  constructor(message: string, hint: string, { code, details }: CallFailure) {
    super('cri-call-failed', message, { hint });
    this.status = code;
    this.details = details;
  }
}

/** The runtime answered with a failure. */
export function callError(endpoint: string, failure: CallFailure): KubeadmError {
  const { call, code, details } = failure;
  if (code === GRPC_STATUS.unimplemented && /unknown service/i.test(details)) {
    return new KubeadmError('cri-unimplemented', `what answers at ${endpoint} does not serve CRI v1: ${details}`, {
      hint:
        'for containerd: take "cri" out of disabled_plugins in /etc/containerd/config.toml and run ' +
        'systemctl restart containerd; releases before 1.6 have to be upgraded',
    });
  }
  return new CriCallError(`the container runtime at ${endpoint} refused ${call}: ${details}`, RESTART, failure);
}

/** The gRPC status that the runtime gave, where `error` comes from {@link callError}. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof CriCallError ? error.status : undefined;
}
