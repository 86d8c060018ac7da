import type { CertificateExpiry } from '../../pkg/pki/expiry.ts';
import type { Paint } from '../reporters/paint.ts';
import { expiryDate, mark } from './expiration-table.ts';
import type { Inspection } from './inspection.ts';
import { residualTime } from './residual-time.ts';

/** How a terminal shows the tables. */
export interface BarsOptions {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly paint: Paint;
  /** Milliseconds: what ends within them is urgent. */
  readonly warnWithin: number | undefined;
}

const GAP = '  ';
const WIDEST_BAR = 20;
const NARROWEST_BAR = 5;
const PERCENT = ' 100%'.length;
/** Parts of its life that are left when a certificate is worth a look, and when it is high time. */
const SOON = 0.25;
const URGENT = 0.1;
const DATE = 'Nov 20, 2027 23:53 UTC'.length;
const LEFT = 'invalid'.length + 1;

interface Row {
  readonly name: string;
  readonly left: string;
  readonly date: string;
  readonly signer: string;
  /** How much of its life is over, from 0 to 1; `undefined` for one that is not there. */
  readonly used: number | undefined;
  readonly tint: (text: string) => string;
}

/** The same as the tables, for a person at a terminal: a bar for the part of each life that is over, in the colour of its urgency. */
export function expirationBars(inspection: Inspection, options: BarsOptions): string {
  const { certificates, authorities, kubelet } = inspection;
  const groups = [
    { title: 'CERTIFICATE', rows: certificates },
    { title: 'AUTHORITY', rows: authorities },
    { title: 'KUBELET', rows: kubelet },
  ]
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => ({ title, rows: rows.map((row) => rowOf(row, inspection.now, options)) }));
  const all = groups.flatMap(({ rows }) => rows);
  const widths = widthsFor(all, options.columns);
  return groups
    .map(({ title, rows }) =>
      [header(title, widths, options), ...rows.map((row) => line(row, widths, options)), ''].join('\n'),
    )
    .join('\n');
}

interface Widths {
  readonly name: number;
  readonly bar: number;
  readonly date: boolean;
  readonly signer: boolean;
}

/** What does not fit is left out: first who signed, then the date; the bar shrinks before that. */
function widthsFor(rows: readonly Row[], columns: number): Widths {
  const name = Math.max('CERTIFICATE'.length, ...rows.map((row) => row.name.length));
  const signer = GAP.length + Math.max('SIGNED BY'.length, ...rows.map((row) => row.signer.length));
  const fixed = name + GAP.length + PERCENT + GAP.length + LEFT;
  const room = (more: number): number => columns - fixed - more;
  const dateWidth = GAP.length + DATE;
  const choices = [
    { date: true, signer: true, bar: room(dateWidth + signer) },
    { date: true, signer: false, bar: room(dateWidth) },
    { date: false, signer: false, bar: room(0) },
  ];
  const chosen = choices.find(({ bar }) => bar >= NARROWEST_BAR) ?? { date: false, signer: false, bar: NARROWEST_BAR };
  return { ...chosen, name, bar: Math.min(chosen.bar, WIDEST_BAR) };
}

function header(title: string, widths: Widths, { paint }: BarsOptions): string {
  const cells = [title.padEnd(widths.name), 'USED'.padEnd(widths.bar + PERCENT), 'LEFT'.padEnd(LEFT)];
  if (widths.date) cells.push('EXPIRES'.padEnd(DATE));
  if (widths.signer) cells.push('SIGNED BY');
  return paint.dim(cells.join(GAP).trimEnd());
}

function line({ name, left, date, signer, used, tint }: Row, widths: Widths, { paint }: BarsOptions): string {
  const cells = [
    used === undefined ? tint(name.padEnd(widths.name)) : name.padEnd(widths.name),
    used === undefined ? ' '.repeat(widths.bar + PERCENT) : bar(used, widths.bar, tint, paint),
    tint(left.padEnd(LEFT)),
  ];
  if (widths.date) cells.push(date.padEnd(DATE));
  if (widths.signer) cells.push(signer);
  return cells.join(GAP).trimEnd();
}

function bar(used: number, width: number, tint: Row['tint'], paint: Paint): string {
  const full = Math.min(width, Math.round(used * width));
  const percent = `${Math.floor(used * 100)}%`.padStart(PERCENT);
  return `${tint('█'.repeat(full))}${paint.dim('░'.repeat(width - full))}${tint(percent)}`;
}

function rowOf(row: CertificateExpiry, now: Date, { paint, warnWithin }: BarsOptions): Row {
  const { life, caName, externallyManaged } = row;
  const marked = row.life === undefined || row.problem !== undefined ? `${mark(row)} ${row.name}` : row.name;
  if (life === undefined)
    return { name: marked, left: '', date: '', signer: '', used: undefined, tint: row.problem ? paint.bad : paint.dim };
  const [from, until] = [life.from.getTime(), life.until.getTime()];
  const remaining = until - now.getTime();
  const part = remaining / Math.max(until - from, 1);
  const urgent = remaining < 0 || part < URGENT || (warnWithin !== undefined && remaining < warnWithin);
  return {
    name: marked,
    left: remaining < 0 ? 'expired' : residualTime(remaining),
    date: expiryDate(life.until),
    signer: `${caName === '' ? 'itself' : caName}${externallyManaged ? ' (key elsewhere)' : ''}`,
    used: Math.min(1, Math.max(0, 1 - part)),
    tint: urgent ? paint.bad : part < SOON ? paint.warn : paint.good,
  };
}
