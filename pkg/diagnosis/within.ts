/**
 * What a source says within a time, or a stand-in: a diagnosis neither hangs nor fails because a source does.
 *
 * @param milliseconds - how long to wait
 * @param ask - may throw
 */
export async function within<T, F>(milliseconds: number, ask: () => Promise<T>, otherwise: F): Promise<T | F> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<F>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
}
