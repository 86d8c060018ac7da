import { apiError, type ApiAttempt } from './api-error.ts';
import { isApiStatus, type ApiStatus } from './api-status.ts';
import type { ApiResponse } from './transport.ts';

/**
 * What the API server answered with.
 *
 * @param attempt - what was asked, for messages
 * @throws ApiError for every status but 2xx
 */
export function decodeResponse<T>(response: ApiResponse, attempt: ApiAttempt): T {
  const body = parse(response.body);
  if (response.status < 200 || response.status >= 300)
    throw apiError(failureIn(response, body), attempt, response.retryAfterMs);
  if (typeof body === 'object' && body !== null) return body as T;
  throw apiError(failure(502, 'its answer is not JSON; is this the address of an API server?'), attempt);
}

/** The API server answers failures with a Status; a proxy or a gateway in between may answer with anything. */
function failureIn(response: ApiResponse, body: unknown): ApiStatus {
  if (isApiStatus(body)) return { ...body, code: response.status };
  return failure(response.status, response.body.trim().slice(0, 200));
}

function failure(code: number, message: string): ApiStatus {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
