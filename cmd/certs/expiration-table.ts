import type { CertificateExpiry } from '../../pkg/pki/expiry.ts';
import { alignColumns, padTo } from '../printers/align-columns.ts';
import type { Inspection } from './inspection.ts';
import { residualTime } from './residual-time.ts';

/** The tables are a format: scripts cut them. Their widths are the reference's. */
const COLUMNS = { minWidth: 10, padding: 3 } as const;
const LAST_WIDTH = 8;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The tables of certificates, of authorities, and of the kubelet's certificates where there are any. */
export function expirationTables({ certificates, authorities, kubelet, now }: Inspection): string {
  const withAuthority = (title: string, rows: readonly CertificateExpiry[]) =>
    table([title, 'EXPIRES', 'RESIDUAL TIME', 'CERTIFICATE AUTHORITY', 'EXTERNALLY MANAGED'], rows, (row) =>
      cells(row, now, true),
    );
  const plain = table(['CERTIFICATE AUTHORITY', 'EXPIRES', 'RESIDUAL TIME', 'EXTERNALLY MANAGED'], authorities, (row) =>
    cells(row, now, false),
  );
  const tables = [
    withAuthority('CERTIFICATE', certificates),
    plain,
    ...(kubelet.length === 0 ? [] : [withAuthority('KUBELET CERTIFICATE', kubelet)]),
  ];
  return tables.join('\n');
}

function table(
  header: readonly string[],
  rows: readonly CertificateExpiry[],
  cellsOf: (row: CertificateExpiry) => readonly string[],
): string {
  return `${alignColumns([header, ...rows.map(cellsOf)], COLUMNS)}\n`;
}

function cells(row: CertificateExpiry, now: Date, withAuthority: boolean): readonly string[] {
  const { name, life, caName, externallyManaged } = row;
  const last = (text: string): string => padTo(text, LAST_WIDTH);
  if (life === undefined) return [`${mark(row)} ${name}`, '', '', ...(withAuthority ? [''] : []), ''];
  return [
    row.problem === undefined ? name : `${mark(row)} ${name}`,
    expiryDate(life.until),
    residualTime(life.until.getTime() - now.getTime()),
    ...(withAuthority ? [caName === '' ? '(itself)' : caName] : []),
    last(externallyManaged ? 'yes' : 'no'),
  ];
}

/** What stands before the name of a certificate that is not as it should be. */
export function mark({ problem }: CertificateExpiry): string {
  return problem === undefined ? '!MISSING!' : '!INVALID!';
}

/** `Nov 20, 2027 23:53 UTC` */
export function expiryDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${MONTHS[date.getUTCMonth()] ?? ''} ${two(date.getUTCDate())}, ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}
