/**
 * What comes of some work, unless it takes longer than `graceMs` after the signal to stop: then it is left to itself,
 * and nobody waits for it any more.
 *
 * @param graceMs - milliseconds
 * @throws what the work throws, or the reason of the signal
 */
export function unlessStopped<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const stop = (): void => {
      grace = setTimeout(() => reject(signal.reason as Error), graceMs);
    };
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
      clearTimeout(grace);
    });
  });
}
