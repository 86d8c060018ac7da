// A file that somebody else made must not be able to hold up whoever reads it: what is larger than this is refused,
// with a reason and within a second.

/** More values in one document than any real configuration holds; aliases can make a few lines stand for billions. */
export const MAX_NODES = 50_000;
/**
 * Commas, colons, line ends and the like in one document. A value takes one of them at least; this many are counted
 * in no time, whereas parsing them would take seconds.
 */
export const MAX_MARKS = 4 * MAX_NODES;
/** Deeper than any kind of configuration goes. */
export const MAX_DEPTH = 100;
/** Several times what there are kinds; who appends to a file in a loop learns of it. */
export const MAX_DOCUMENTS = 1_000;
/** 3 MiB: init stores three documents of the file in ConfigMaps, and those hold 1 MiB each (core/v1 validation). */
export const MAX_FILE_BYTES = 3 * 1024 * 1024;

/** A file or a document that would take too much memory or time to read. */
export class TooLargeError extends Error {
  readonly offset: number;
  readonly hint: string;

  /** @param offset - where it becomes too large */
  constructor(message: string, offset: number, hint: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}

export function tooManyValues(offset: number): TooLargeError {
  return new TooLargeError(
    `the document holds more than ${MAX_NODES} values, those that its aliases stand for included`,
    offset,
    'check that --config names the right file; write repeated parts without aliases, or remove them',
  );
}

export function tooManyMarks(offset: number): TooLargeError {
  return new TooLargeError(
    `the document has more than ${MAX_MARKS} lines and values`,
    offset,
    'no configuration is as long as that: check that --config names the right file',
  );
}

export function tooDeep(offset: number): TooLargeError {
  return new TooLargeError(
    `the document is nested more than ${MAX_DEPTH} levels deep`,
    offset,
    'no configuration goes that deep: check the brackets and the indentation',
  );
}

export function tooManyDocuments(offset: number): TooLargeError {
  return new TooLargeError(
    `the file holds more than ${MAX_DOCUMENTS} documents`,
    offset,
    'a configuration has one document of each kind: check that --config names the right file, and that nothing appends to it',
  );
}
