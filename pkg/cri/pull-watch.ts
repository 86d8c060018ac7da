/** Look again every second, until the returned function is called. */
function everySecond(look: () => void): () => void {
  const timer = setInterval(look, 1000);
  return () => clearInterval(timer);
}

/**
 * Tell how long a pull has been going on and by how much the image store grew. CRI has no progress of its own; the
 * store's size is what the runtime last measured (containerd: every ten seconds), for all pulls together.
 *
 * @param usedBytes - size of the image store; `undefined` when the runtime does not tell
 * @param tell - gets a line now and then
 * @param repeat - how it looks again
 * @returns a function that ends the watch
 */
export function watchPull(
  usedBytes: () => Promise<number | undefined>,
  tell: (detail: string) => void,
  repeat: (look: () => void) => () => void = everySecond,
): () => void {
  let seconds = 0;
  let grown = 0;
  const before = usedBytes();
  tell('pulling');
  return repeat(() => {
    seconds += 1;
    void Promise.all([before, usedBytes()]).then(([first, now]) => {
      if (first !== undefined && now !== undefined) grown = Math.max(grown, now - first);
    });
    tell(`pulling for ${seconds} s${grown > 0 ? `, image store grew by ${mebibytes(grown)}` : ''}`);
  });
}

/** @param bytes - how many; shown in MiB, rounded */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}
