import { painter } from '../reporters/paint.ts';
import type { Io } from './io.ts';
import { wrap } from './help.ts';

/** Below this, lines are left to the terminal. */
const MIN_COLUMNS = 30;

/**
 * A message for people: on a terminal, lines are broken at blanks, what goes on stands under its beginning, and the
 * word that says what kind of message it is has its colour. Elsewhere, for scripts, the text as it is.
 *
 * @param text - lines that begin with `error:` or `hint:`, with items indented below them
 */
export function forTerminal(
  text: string,
  { stderrIsTTY, columns, env }: Pick<Io, 'stderrIsTTY' | 'columns' | 'env'>,
): string {
  if (!stderrIsTTY) return text;
  const paint = painter(env['NO_COLOR'] === undefined);
  return text
    .split('\n')
    .map((line) => broken(line, columns))
    .join('\n')
    .replace(/^error:/gm, paint.bad('error:'))
    .replace(/^hint:/gm, paint.tag('hint:'));
}

function broken(line: string, columns: number): string {
  if (line.length <= columns || columns < MIN_COLUMNS) return line;
  const [start = ''] = /^ *(?:- )?/.exec(line) ?? [];
  const indent = start === '' ? '  ' : ' '.repeat(start.length);
  const [first = '', ...more] = wrap(line.slice(start.length), columns - indent.length);
  return [start + first, ...more.map((each) => indent + each)].join('\n');
}
