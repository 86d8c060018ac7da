/** Characters that end a cell, and a line; a form feed ends a line as well. */
const CELL_END = /[\t\v]/;
const LINE_END = /[\n\f]/;
const PAIRED = /[\ud800-\udbff]/;

/** How wide columns are. */
export interface ColumnOptions {
  /** Characters, padding included. */
  readonly minWidth: number;
  /** Blanks between a cell and the next column. */
  readonly padding: number;
}

/**
 * Align cells with "elastic tabstops", as Go's text/tabwriter does: a column is as wide as the widest cell of the lines
 * next to each other that have it, and the last cell of a line, which no tab ends, belongs to none.
 *
 * @param rows - their cells; a line feed inside of a cell begins a new line, and a tab a new cell
 */
export function alignColumns(rows: readonly (readonly string[])[], options: ColumnOptions): string {
  const text = rows.map((cells) => cells.join('\t')).join('\n');
  const lines = text.split(LINE_END).map((line) => line.split(CELL_END));
  const out: string[] = [];
  format({ lines, out, options }, [], 0, lines.length);
  return out.join('\n');
}

interface Work {
  readonly lines: readonly (readonly string[])[];
  readonly out: string[];
  readonly options: ColumnOptions;
}

/** Lines from `begin` to `end`, whose first columns have these widths. */
function format(work: Work, widths: readonly number[], begin: number, end: number): void {
  const column = widths.length;
  const has = (index: number): boolean => index < end && column < (work.lines[index]?.length ?? 0) - 1;
  for (let at = begin; at < end;) {
    if (!has(at)) {
      work.out.push(padded(work.lines[at] ?? [], widths));
      at += 1;
      continue;
    }
    const first = at;
    let width = work.options.minWidth;
    for (; has(at); at += 1) width = Math.max(width, lengthOf(work.lines[at]?.[column] ?? '') + work.options.padding);
    format(work, [...widths, width], first, at);
  }
}

function padded(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, index) => padTo(cell, widths[index] ?? 0)).join('');
}

/** Blanks behind a text up to a number of characters (code points). */
export function padTo(text: string, width: number): string {
  // characters beyond the first plane count once, and are two in a JavaScript text
  return text.padEnd(width + text.length - lengthOf(text));
}

function lengthOf(text: string): number {
  return PAIRED.test(text) ? [...text].length : text.length;
}
