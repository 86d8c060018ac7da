import type { StoredToken } from '../../pkg/token/token-secret.ts';
import { alignColumns, padTo } from '../printers/align-columns.ts';

/** The table is a format: scripts cut it. Its widths, and that each row is aligned on its own, are the reference's. */
const COLUMNS = { minWidth: 10, padding: 3 } as const;
const TTL_WIDTH = 9;
const USAGES_WIDTH = 22;
const DESCRIPTION_WIDTH = 56;
const HEADER = {
  token: 'TOKEN',
  ttl: 'TTL',
  end: 'EXPIRES',
  usages: 'USAGES',
  description: 'DESCRIPTION',
  groups: 'EXTRA GROUPS',
} as const;
const NONE = '<none>';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** What makes a row more than one line, or a cell less wide than it is long. */
const UNUSUAL = /[\t\v\n\f\ud800-\udbff]/;

interface Row {
  readonly token: string;
  readonly ttl: string;
  readonly end: string;
  readonly usages: string;
  readonly description: string;
  readonly groups: string;
}

/**
 * The tokens as a table; nothing for none.
 *
 * @param now - remaining life is counted from here
 */
export function tokenTable(tokens: readonly StoredToken[], now: Date): string {
  const lines = tokens.map((token, index) => {
    const row = rowOf(token, now.getTime());
    // the header shares the widths of the first row only
    return index === 0 ? alignColumns([cells(HEADER), cells(row)], COLUMNS) : rowText(row);
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function rowOf({ token, expires, usages, description, groups }: StoredToken, now: number): Row {
  return {
    token,
    ttl: expires === undefined ? '<forever>' : remaining(expires.milliseconds - now),
    end: expires === undefined ? '<never>' : expires.text,
    usages: usages.join(',') || NONE,
    description: description || NONE,
    groups: groups.join(',') || NONE,
  };
}

/** There may be thousands of rows, and nearly all can do without the general rules. */
function rowText(row: Row): string {
  const { token, ttl, end, usages, description, groups } = row;
  if (UNUSUAL.test(description) || UNUSUAL.test(groups)) return alignColumns([cells(row)], COLUMNS);
  const wide = (text: string, least: number): string =>
    text.padEnd(Math.max(Math.max(text.length, least) + COLUMNS.padding, COLUMNS.minWidth));
  return (
    wide(token, 0) +
    wide(ttl, TTL_WIDTH) +
    wide(end, 0) +
    wide(usages, USAGES_WIDTH) +
    wide(description, DESCRIPTION_WIDTH) +
    groups
  );
}

function cells({ token, ttl, end, usages, description, groups }: Row): readonly string[] {
  return [
    token,
    padTo(ttl, TTL_WIDTH),
    end,
    padTo(usages, USAGES_WIDTH),
    padTo(description, DESCRIPTION_WIDTH),
    groups,
  ];
}

/** A time span in its largest unit: `23h`. Up to a second ago is `0s`, earlier is no span at all. */
export function remaining(milliseconds: number): string {
  if (milliseconds <= -2 * SECOND) return '<invalid>';
  if (milliseconds < SECOND) return '0s';
  if (milliseconds < MINUTE) return `${Math.floor(milliseconds / SECOND)}s`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)}m`;
  if (milliseconds < DAY) return `${Math.floor(milliseconds / HOUR)}h`;
  return milliseconds < YEAR ? `${Math.floor(milliseconds / DAY)}d` : `${Math.floor(milliseconds / YEAR)}y`;
}
