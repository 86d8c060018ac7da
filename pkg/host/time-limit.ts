import { KubeadmError } from '../errors/kubeadm-error.ts';

/**
 * What is asked within a time. The question itself goes on in the background: nobody waits for it.
 *
 * @param what - who is asked, for the error
 * @param milliseconds - how long to wait
 * @throws KubeadmError `no-answer` when time is up, or what the question throws
 */
export async function withTimeLimit<T>(what: string, milliseconds: number, ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new KubeadmError('no-answer', `${what} did not answer within ${milliseconds / 1000} s`));
    }, milliseconds);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
