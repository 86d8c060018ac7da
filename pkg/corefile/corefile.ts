/** A line of a plugin's block. */
export interface CorefileOption {
  readonly name: string;
  readonly args: readonly string[];
}

export interface CorefilePlugin {
  readonly name: string;
  readonly args: readonly string[];
  readonly options: readonly CorefileOption[];
}

/** A server block: the zones and ports that it answers for, and its plugins in order. */
export interface CorefileServer {
  readonly keys: readonly string[];
  readonly plugins: readonly CorefilePlugin[];
}

/** CoreDNS's configuration. Comments and blank lines are not a part of it. */
export interface Corefile {
  readonly servers: readonly CorefileServer[];
}

/** A word, and the line that it stands on. */
interface Word {
  readonly text: string;
  readonly line: number;
  readonly quoted: boolean;
}

/** What stands on one line; an opening brace at its end, or a closing one alone, is told apart. */
interface Line {
  readonly words: readonly string[];
  readonly opens: boolean;
  readonly closes: boolean;
}

/** Blocks deeper than a plugin's: no plugin of Kubernetes' Corefiles has them. */
export const OPTION_DEPTH = 2;

/**
 * Read a Corefile. Whatever stands in it, it is taken apart as CoreDNS does: into words, lines and blocks.
 *
 * @throws SyntaxError that says where blocks do not fit together
 */
export function parseCorefile(text: string): Corefile {
  const servers: { keys: readonly string[]; plugins: MutablePlugin[] }[] = [];
  let depth = 0;
  for (const { words, opens, closes } of linesOf(text)) {
    const [name, ...args] = words;
    if (name !== undefined && depth === 0) servers.push({ keys: words, plugins: [] });
    else if (name !== undefined && depth === 1) servers.at(-1)?.plugins.push({ name, args, options: [] });
    else if (name !== undefined && depth === OPTION_DEPTH) servers.at(-1)?.plugins.at(-1)?.options.push({ name, args });
    if (opens) depth += 1;
    if (closes) depth -= 1;
    if (depth < 0) throw new SyntaxError('a block is closed that was not opened');
  }
  if (depth > 0) throw new SyntaxError('a block is not closed');
  return { servers };
}

/** How many blocks stand inside of each other; what is deeper than a plugin's own block is not read. */
export function depthOfBlocks(text: string): number {
  let [depth, most] = [0, 0];
  for (const { opens, closes } of linesOf(text)) {
    depth += (opens ? 1 : 0) - (closes ? 1 : 0);
    most = Math.max(most, depth);
  }
  return most;
}

interface MutablePlugin {
  name: string;
  args: readonly string[];
  options: CorefileOption[];
}

function linesOf(text: string): readonly Line[] {
  const byLine = new Map<number, Word[]>();
  for (const word of wordsOf(text)) byLine.set(word.line, [...(byLine.get(word.line) ?? []), word]);
  return [...byLine.values()].flatMap((words) => {
    const isBrace = ({ text: brace, quoted }: Word, wanted: string): boolean => !quoted && brace === wanted;
    const plain = words.filter((word) => !isBrace(word, '{') && !isBrace(word, '}')).map((word) => word.text);
    const opens = words.some((word) => isBrace(word, '{'));
    const closes = words.some((word) => isBrace(word, '}'));
    return [{ words: plain, opens, closes }];
  });
}

/** Words are parted by blanks; quotes hold several together, and a number sign begins a comment where a word could. */
function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let line = 1;
  const pattern = /(\n)|#[^\n]*|"((?:\\.|[^"\\])*)"|\\\r?\n|([^\s"](?:[^\s])*)|[^\S\n]+|"/gs;
  for (const [whole, newline, quotedText, plain] of text.matchAll(pattern)) {
    if (newline !== undefined) line += 1;
    else if (plain !== undefined) words.push({ text: plain, line, quoted: false });
    else if (quotedText !== undefined) {
      words.push({ text: quotedText.replaceAll('\\"', '"'), line, quoted: true });
      line += (whole.match(/\n/g) ?? []).length;
    } else if (whole === '"') throw new SyntaxError('a quoted text does not end');
  }
  return words;
}

const INDENT = '    ';

/** The text of a Corefile, as `kubeadm` writes it after a migration: four blanks of indent, a blank line between servers. */
export function printCorefile({ servers }: Corefile): string {
  return servers.map(serverText).join('\n');
}

function serverText({ keys, plugins }: CorefileServer): string {
  const head = keys.map(quoted).join(' ');
  if (plugins.length === 0) return head;
  return `${head} {\n${plugins.map((plugin) => `${INDENT}${pluginText(plugin)}`).join('\n')}\n}\n`;
}

function pluginText({ name, args, options }: CorefilePlugin): string {
  const head = [name, ...args.map(quoted)].join(' ');
  if (options.length === 0) return head;
  const lines = options.map((option) => `${INDENT}${INDENT}${[option.name, ...option.args.map(quoted)].join(' ')}`);
  return `${head} {\n${lines.join('\n')}\n${INDENT}}`;
}

/** A word with blanks needs quotes; so does one that would be taken for something else. */
function quoted(word: string): string {
  return /\s|^$|^#|^[{}]$/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word;
}
