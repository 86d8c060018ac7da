import type { Place } from '../issue.ts';

/** The text of a configuration file, able to say where an offset is. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  private lineStarts: readonly number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    // A byte order mark is no part of the first document.
    this.text = text.replace(/^\uFEFF/, '');
  }

  /** @param offset - in UTF-16 units from the start of the text */
  place(offset: number): Place {
    const starts = (this.lineStarts ??= lineStartsOf(this.text));
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
