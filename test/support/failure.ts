import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';

/** The KubeadmError that a promise fails with. @throws Error when it succeeds, or fails with something else */
export async function failureOf(promise: Promise<unknown>): Promise<KubeadmError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof KubeadmError) return error;
    throw error;
  }
  throw new Error('expected a failure, and there was none');
}
