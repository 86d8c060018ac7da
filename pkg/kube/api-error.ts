import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { ApiStatus, StatusCause } from './api-status.ts';

export type ApiVerb = 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete' | 'evict';

/** What was asked of the API server, for messages. */
export interface ApiAttempt {
  readonly verb: ApiVerb;
  /** `ConfigMap kube-system/kubeadm-config` */
  readonly what: string;
  /** Whether the object is a Secret: the server's words may quote it, and are left out then. */
  readonly secret: boolean;
  /** The kubeconfig's user entry. */
  readonly user?: string;
}

/** An answer of the API server that is a failure. */
export class ApiError extends KubeadmError {
  readonly status: ApiStatus;
  /** Milliseconds to wait before the next try, where the server said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, hint: string | undefined, status: ApiStatus, retryAfterMs?: number) {
    super(code, message, { hint });
    this.name = 'ApiError';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

const GERUNDS: Readonly<Record<ApiVerb, string>> = {
  get: 'reading',
  list: 'listing',
  create: 'creating',
  update: 'updating',
  patch: 'patching',
  delete: 'deleting',
  evict: 'evicting',
};

interface Explanation {
  readonly code: string;
  readonly message: (doing: string, status: ApiStatus, attempt: ApiAttempt) => string;
  readonly hint: string;
}

const unexpected: Explanation = {
  code: 'api-bad-request',
  message: (doing, status, attempt) => `the API server refused ${doing}${said(status, attempt)}`,
  hint: 'check that the API server is of a version that this program supports (kubectl version)',
};

/** By HTTP status code; 409 and 5xx are told apart in `explanationOf`. */
const EXPLANATIONS: Readonly<Record<number, Explanation>> = {
  401: {
    code: 'api-unauthorized',
    message: (doing, _status, attempt) =>
      `the API server did not accept the credentials${attempt.user === undefined ? '' : ` of kubeconfig user "${attempt.user}"`} when ${doing}`,
    hint: "check that the kubeconfig's client certificate has not expired and was signed by this cluster's CA, or that its token is still valid",
  },
  403: {
    code: 'api-forbidden',
    message: (doing, status, attempt) => `${forbiddenWho(status, attempt)} when ${doing}${said(status, attempt)}`,
    hint: 'use a kubeconfig with more rights (--kubeconfig, for example /etc/kubernetes/super-admin.conf), or bind the user to a role that allows this',
  },
  404: {
    code: 'not-found',
    message: (doing, status, attempt) =>
      `${doing} failed: ${said(status, attempt).slice(2) || 'the API server does not know it'}`,
    hint: 'create what is missing first; `kubectl get` shows what the cluster has',
  },
  409: {
    code: 'api-conflict',
    message: (doing, status, attempt) => `${doing} collided with another change${said(status, attempt)}`,
    hint: 'run the command again; somebody else changes the same object',
  },
  410: {
    code: 'api-expired',
    message: (doing) => `${doing} took so long that the API server forgot where it stood`,
    hint: 'run the command again',
  },
  422: {
    code: 'api-invalid',
    message: (doing, status, attempt) =>
      `the API server finds the object invalid when ${doing}${causes(status, attempt)}`,
    hint: 'correct the named fields in the configuration or in the patches that set them',
  },
  429: {
    code: 'api-throttled',
    message: (doing) => `the API server has too much to do for ${doing}`,
    hint: 'wait a little and run the command again',
  },
};

const alreadyExists: Explanation = {
  code: 'api-already-exists',
  message: (doing) => `${doing} failed: it exists already`,
  hint: 'delete or update the existing object',
};

const serverError: Explanation = {
  code: 'api-server-error',
  message: (doing, status, attempt) =>
    `the API server failed (${status.code ?? 500}) when ${doing}${said(status, attempt)}`,
  hint: 'look at the logs of kube-apiserver and etcd (crictl ps -a, crictl logs <id>)',
};

/** Kubernetes' words for an API server that has just started, or that gets no answer from etcd. */
const STORAGE_NOT_READY = /^storage is \(re\)initializing/;

const storageNotReady: Explanation = {
  code: 'api-throttled',
  message: (doing) => `the API server has no data for ${doing} yet: it has just started, or etcd does not answer it`,
  hint: 'wait a little and run the command again; if it stays so, look at etcd on the control planes (crictl ps -a --name etcd, crictl logs <id>): without a majority of its members it answers nobody',
};

function explanationOf(status: ApiStatus): Explanation {
  if (status.code === 429 && STORAGE_NOT_READY.test(status.message ?? '')) return storageNotReady;
  const code = status.code ?? 500;
  if (status.reason === 'AlreadyExists') return alreadyExists;
  // 408 is the server's own timeout (reason Timeout): like 504, trying again is right.
  if (code >= 500 || code === 408) return serverError;
  return EXPLANATIONS[code] ?? unexpected;
}

/** Answers that name objects and users only; others (400, 422, webhooks) may quote what was sent. */
const QUOTES_NO_CONTENT: ReadonlySet<number | undefined> = new Set([403, 404, 409]);

/** The server's own words, unless they may quote a secret. */
function said(status: ApiStatus, attempt: ApiAttempt): string {
  const hidden = attempt.secret && !QUOTES_NO_CONTENT.has(status.code);
  return hidden || status.message === undefined || status.message === '' ? '' : `: ${status.message}`;
}

/** RBAC's refusals name the user; others (admission) do not. */
function forbiddenWho(status: ApiStatus, attempt: ApiAttempt): string {
  const user = /User "([^"]*)"/.exec(status.message ?? '')?.[1] ?? attempt.user;
  return user === undefined ? 'the API server forbids this' : `user "${user}" is not allowed to ${attempt.verb} this`;
}

function causes(status: ApiStatus, attempt: ApiAttempt): string {
  const list = status.details?.causes ?? [];
  if (list.length === 0) return said(status, attempt);
  return `: ${list.map((cause) => describeCause(cause, attempt)).join('; ')}`;
}

function describeCause(cause: StatusCause, attempt: ApiAttempt): string {
  const field = cause.field === undefined || cause.field === '' ? 'object' : cause.field;
  // A cause's message quotes the value; its reason (FieldValueInvalid) does not.
  const why = attempt.secret ? cause.reason : (cause.message ?? cause.reason);
  return why === undefined ? field : `${field}: ${why}`;
}

/**
 * The error for a failure that the API server answered with.
 *
 * @param status - the server's answer
 * @param attempt - what was asked
 * @param retryAfterMs - from the `Retry-After` header, in milliseconds
 */
export function apiError(status: ApiStatus, attempt: ApiAttempt, retryAfterMs?: number): ApiError {
  const explanation = explanationOf(status);
  const doing = `${GERUNDS[attempt.verb]} ${attempt.what}`;
  const seconds = status.details?.retryAfterSeconds;
  const wait = retryAfterMs ?? (seconds === undefined ? undefined : seconds * 1000);
  return new ApiError(explanation.code, explanation.message(doing, status, attempt), explanation.hint, status, wait);
}

/** Whether an error is a `KubeadmError` of one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): error is KubeadmError {
  return error instanceof KubeadmError && codes.includes(error.code);
}
