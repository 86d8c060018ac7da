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
 * Makes the rows of the table; the first comes with the header.
 *
 * @param clock - remaining life is counted from the time of the first row
 */
export function tokenRows(clock: () => Date): (token: StoredToken, index: number) => string {
  let now = 0;
  return (token, index) => {
    if (index === 0) now = clock().getTime();
    const row = rowOf(token, now);
    // the header shares the widths of the first row only
    return `${index === 0 ? alignColumns([cells(HEADER), cells(row)], COLUMNS) : rowText(row)}\n`;
  };
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
function rowText({ token, ttl, end, usages, description, groups }: Row): string {
  if (UNUSUAL.test(description) || UNUSUAL.test(groups)) {
    return alignColumns([cells({ token, ttl, end, usages, description, groups })], COLUMNS);
  }
  return (
    token.padEnd(widthOf(token, 0)) +
    ttl.padEnd(widthOf(ttl, TTL_WIDTH)) +
    end.padEnd(widthOf(end, 0)) +
    usages.padEnd(widthOf(usages, USAGES_WIDTH)) +
    description.padEnd(widthOf(description, DESCRIPTION_WIDTH)) +
    groups
  );
}

function widthOf(text: string, least: number): number {
  return Math.max(Math.max(text.length, least) + COLUMNS.padding, COLUMNS.minWidth);
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
