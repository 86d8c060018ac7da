/** What a line is read from: standard input. */
export type LineSource = NodeJS.ReadableStream & { unref?(): unknown };

/**
 * Read one line. What comes after it on the same piece of input is lost: nobody asks twice.
 *
 * @returns the line without its end; what there was at the end of input; undefined for no input at all
 * @throws the signal's reason when it is aborted
 */
export function readLine(input: LineSource, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (finish: () => void): void => {
      input.off('data', take).off('end', atEnd).off('error', atEnd);
      signal.removeEventListener('abort', stop);
      input.pause();
      // an open terminal would keep the process
      input.unref?.();
      finish();
    };
    const take = (bytes: Buffer | string): void => {
      text += bytes.toString();
      const [line = '', ...rest] = text.split(/\r?\n/);
      if (rest.length > 0) done(() => resolve(line));
    };
    const atEnd = (): void => done(() => resolve(text === '' ? undefined : text));
    const stop = (): void => done(() => reject(signal.reason as Error));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    // a closed standard input is an error: nobody answers
    input.on('data', take).on('end', atEnd).on('error', atEnd);
    input.resume();
  });
}
