/** One reason among several why an object was refused. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The API server's answer when something fails: `kind: Status` of meta/v1. */
export interface ApiStatus {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  /** A stable word: `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`... */
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  /** The HTTP status code. */
  readonly code?: number;
}

/** Whether a decoded response body is a `Status`. */
export function isApiStatus(body: unknown): body is ApiStatus {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status';
}
