import { stateOf, type CertificateFinding, type Inspected, type State } from '../../pkg/inspection/inspected.ts';
import { wrap } from '../cli/help.ts';
import type { Paint } from '../reporters/paint.ts';
import { expiryDate } from './expiration-table.ts';
import { residualTime } from './residual-time.ts';
import { countOf } from './verification-count.ts';
import type { Verification } from './verification.ts';

/** How the text is shown. */
export interface TextOptions {
  /** Columns of the terminal; `undefined` for scripts, whose lines are not broken. */
  readonly columns: number | undefined;
  readonly paint: Paint;
}

/** How a state is written: with a mark for eyes on a terminal, with a word for everything else. */
const MARKS: Readonly<Record<State, { readonly word: string; readonly mark: string; readonly tint: keyof Paint }>> = {
  good: { word: 'ok', mark: '✓', tint: 'good' },
  warning: { word: 'WARNING', mark: '!', tint: 'warn' },
  error: { word: 'ERROR', mark: '✗', tint: 'bad' },
  unknown: { word: 'unknown', mark: '?', tint: 'warn' },
  absent: { word: 'absent', mark: '-', tint: 'dim' },
};
const WORD_WIDTH = 'WARNING'.length;
const GAP = 2;
/** With less room for them, texts stand below the names. */
const NARROWEST_TEXT = 40;
const ARROW = '-> ';

/** Every file that was looked at in a line that says how it is; below what is not right, what to do. */
export function verificationText(found: Verification, options: TextOptions): string {
  const width = Math.max(...found.items.map(({ name }) => name.length));
  const groups = GROUPS.map(({ title, kinds }) => ({
    title: title(found),
    items: found.items.filter(({ kind }) => kinds.includes(kind)),
  })).filter(({ items }) => items.length > 0);
  const parts = groups.map(({ title, items }) =>
    [options.paint.dim(title), ...items.flatMap((item) => linesOf(item, found, { ...options, width }))].join('\n'),
  );
  return `${parts.join('\n\n')}\n\n${summary(found, options)}`;
}

const GROUPS: readonly {
  readonly title: (found: Verification) => string;
  readonly kinds: readonly Inspected['kind'][];
}[] = [
  {
    title: ({ certificatesDir }) => `CERTIFICATES AND KEYS in ${certificatesDir}`,
    kinds: ['authority', 'certificate', 'key-pair'],
  },
  { title: () => 'EXTERNAL ETCD', kinds: ['external-etcd'] },
  { title: () => 'KUBECONFIG FILES in /etc/kubernetes', kinds: ['kubeconfig'] },
  { title: () => 'KUBELET', kinds: ['kubelet'] },
];

interface LineOptions extends TextOptions {
  /** Of the widest name. */
  readonly width: number;
}

function linesOf(item: Inspected, { now, worker }: Verification, options: LineOptions): readonly string[] {
  const state = stateOf(item);
  const { paint, columns, width } = options;
  const { word, mark, tint } = MARKS[state];
  const label = columns === undefined ? word.padEnd(WORD_WIDTH) : mark;
  const tinted = paint[tint](label);
  const name = item.name.padEnd(width);
  const head = `${tinted}${' '.repeat(GAP)}${state === 'absent' ? paint.dim(name) : name}`;
  const used = label.length + GAP + width + GAP;
  const room = columns === undefined ? undefined : columns - used;
  const below = room !== undefined && room < NARROWEST_TEXT;
  const indent = below ? label.length + GAP : used;
  const block = (text: string, ahead = ''): readonly string[] => {
    const lines = columns === undefined ? [text] : wrap(text, Math.max(columns - indent - ahead.length, 1));
    return lines.map((line, index) => (index === 0 ? ahead : ' '.repeat(ahead.length)) + line);
  };
  const [first = '', ...more] = texts(item, { now, worker }, block, paint);
  const pad = ' '.repeat(indent);
  if (below) return [head.trimEnd(), pad + first, ...more.map((line) => pad + line)];
  return [`${head}${' '.repeat(GAP)}${first}`.trimEnd(), ...more.map((line) => pad + line)];
}

type Block = (text: string, ahead?: string) => readonly string[];

function texts(
  item: Inspected,
  about: Pick<Verification, 'now' | 'worker'>,
  block: Block,
  paint: Paint,
): readonly string[] {
  const { findings, absent, unknown } = item;
  if (findings.length === 0) {
    const text = unknown ?? (absent === undefined ? goodText(item, about) : absent);
    return block(text).map((line) => (absent === undefined ? line : paint.dim(line)));
  }
  return findings.flatMap((finding, index) => findingLines(finding, findings[index + 1], block, paint));
}

/** The way out is said once where several findings have the same. */
function findingLines(
  { severity, message, hint }: CertificateFinding,
  next: CertificateFinding | undefined,
  block: Block,
  paint: Paint,
): readonly string[] {
  const tint = severity === 'error' ? paint.bad : paint.warn;
  const what = block(message).map((line) => tint(line));
  return hint === undefined || next?.hint === hint ? what : [...what, ...block(hint, ARROW)];
}

function goodText(item: Inspected, { now, worker }: Pick<Verification, 'now' | 'worker'>): string {
  const { kind, caName, life, externallyManaged } = item;
  const elsewhere = externallyManaged && !worker && kind !== 'external-etcd';
  const signer =
    kind === 'authority' || item.name === 'external-etcd-ca'
      ? `an authority${elsewhere ? ' whose key is kept elsewhere' : ''}`
      : caName === 'unknown'
        ? 'signed by somebody else'
        : caName === ''
          ? 'signed by itself'
          : `signed by ${caName}`;
  if (kind === 'key-pair') return 'the two keys belong together';
  if (life === undefined) return 'no certificate is needed';
  const left = life.until.getTime() - now.getTime();
  return `${signer}, valid until ${expiryDate(life.until)} (${residualTime(left)})`;
}

/** What is wrong is said at the end, on stderr, by the error; a blank line is between the two. */
function summary(found: Verification, { paint }: TextOptions): string {
  const { looked, errors, warnings } = countOf(found);
  if (errors > 0) return '';
  if (warnings === 0) return `${paint.good(`all is right: ${looked} looked at`)}\n`;
  return `${paint.warn(`no errors, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}: ${looked} looked at`)}\n`;
}
