/** Only the end of a log matters, and logs of a crash loop can be long. */
const TAIL_CHARACTERS = 64 * 1024;

/** Longer lines are cut in what a person reads. */
const SHOWN_CHARACTERS = 240;

/** The last 64 KiB of a log as lines, oldest first; a first line that was cut through is left out. */
export function tailLines(text: string): readonly string[] {
  const tail = text.length > TAIL_CHARACTERS ? text.slice(-TAIL_CHARACTERS).replace(/^[^\n]*\n/, '') : text;
  return tail.split('\n').filter((line) => line.trim() !== '');
}

/** `<time> stdout|stderr F|P <text>`, the format in which CRI runtimes write container logs; `P` is continued. */
const CRI_LINE = /^\S+ (?:stdout|stderr) ([FP])\S* ?(.*)$/;

/**
 * The text of a container's log, whether a CRI runtime wrote it or Docker's json-file driver.
 *
 * @param lines - as they stand in the file, oldest first
 */
export function containerText(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  let pending = '';
  for (const line of lines) {
    const [, tag, text = ''] = CRI_LINE.exec(line) ?? [];
    if (tag === 'P') {
      pending += text;
      continue;
    }
    texts.push(pending + (tag === undefined ? dockerText(line) : text));
    pending = '';
  }
  if (pending !== '') texts.push(pending);
  return texts.map(plainText).filter((text) => text.trim() !== '');
}

function dockerText(line: string): string {
  const entry = parseObject(line);
  return typeof entry?.['log'] === 'string' ? entry['log'].trimEnd() : line;
}

/** etcd writes JSON lines: `{"level":"fatal","msg":"...","error":"..."}` becomes `FATAL msg: error`. */
export function plainText(line: string): string {
  const entry = parseObject(line);
  if (entry === undefined || typeof entry['msg'] !== 'string') return line;
  const level = typeof entry['level'] === 'string' ? `${entry['level'].toUpperCase()} ` : '';
  const error = typeof entry['error'] === 'string' ? `: ${entry['error']}` : '';
  const details = ['data-dir', 'path', 'remote-peer-id', 'local-member-cluster-id']
    .flatMap((key) => (typeof entry[key] === 'string' ? [`${key}=${entry[key]}`] : []))
    .join(' ');
  return `${level}${entry['msg']}${error}${details === '' ? '' : ` (${details})`}`;
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{') || !line.trimEnd().endsWith('}')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

/** klog's header: severity and date, time, thread, `file:line]`. */
const KLOG_HEADER = /^([IWEF])\d{4} (\d{2}:\d{2}:\d{2})\.\d+\s+\d+ [\w.-]+:\d+\] /;

const FATAL = [
  /^F\d{4} /,
  /^(?:FATAL|PANIC) /,
  /^(?:Error|error|panic|fatal error): /,
  /"command failed" err=/,
  /"Failed to run kubelet"/,
  /failed to verify flags/,
  /^flag provided but not defined/,
  /^invalid value /,
];

/** Whether a process usually ends with such a line. */
export function isFatalLine(line: string): boolean {
  return FATAL.some((pattern) => pattern.test(line));
}

const TROUBLE = [/^[EW]\d{4} /, /^(?:ERROR|WARN|DPANIC) /, /\b(?:failed|refused|denied|cannot|unable to|no such)\b/i];

/**
 * The last lines that speak of trouble (or, where none does, the last lines), oldest first, cut to one screen's width.
 * Lines that differ only in their time stamp are shown once.
 *
 * @param count - at most so many
 * @param telling - a line that is to be among them, as the first one where it is older than the others
 */
export function evidence(lines: readonly string[], count: number, telling?: string): readonly string[] {
  const troubled = lines.filter((line) => isFatalLine(line) || TROUBLE.some((pattern) => pattern.test(line)));
  const chosen = troubled.length > 0 ? troubled : lines;
  const byMessage = new Map<string, string>();
  for (const line of chosen) {
    const message = line.replace(KLOG_HEADER, '');
    byMessage.delete(message);
    byMessage.set(message, line.replace(KLOG_HEADER, '$1 $2 '));
  }
  const shown = [...byMessage.values()].slice(-count);
  const first = telling?.replace(KLOG_HEADER, '$1 $2 ') ?? '';
  const known = first === '' || !lines.includes(telling ?? '') || shown.some((line) => sameMessage(line, first));
  return (known ? shown : [first, ...shown.slice(1 - count)]).map(shorten);
}

/** Whether two shown lines differ in nothing but their time. */
function sameMessage(one: string, other: string): boolean {
  const message = (line: string): string => line.replace(/^[IWEF] \d{2}:\d{2}:\d{2} /, '');
  return message(one) === message(other);
}

/** The last line that a process usually ends with, without its header. */
export function lastWords(lines: readonly string[]): string | undefined {
  const line = lines.findLast(isFatalLine);
  return line === undefined ? undefined : shorten(line.replace(KLOG_HEADER, ''));
}

/** Cut a line to a screen's width, in its middle: what went wrong mostly stands at the end. */
export function shorten(line: string): string {
  const text = line.trim();
  if (text.length <= SHOWN_CHARACTERS) return text;
  const head = Math.floor(SHOWN_CHARACTERS / 3);
  return `${text.slice(0, head)} … ${text.slice(head + 3 - SHOWN_CHARACTERS)}`;
}
