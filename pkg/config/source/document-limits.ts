/** More than any real configuration holds; aliases can make a few lines stand for billions of values. */
export const MAX_NODES = 100_000;
/** Deeper than any kind of configuration goes. */
export const MAX_DEPTH = 100;
/** 10 MiB: a ConfigMap cannot hold more than a tenth of it. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** A document that would take too much memory or time to read. */
export class TooLargeError extends Error {
  readonly offset: number;
  readonly hint: string;

  constructor(message: string, offset: number, hint: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}
