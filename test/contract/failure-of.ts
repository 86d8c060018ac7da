import { expect } from 'chai';
import { ApiError } from '../../pkg/kube/api-error.ts';

/** The API error that a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(ApiError);
  return error as ApiError;
}
