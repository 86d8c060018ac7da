/** A point in time. */
export interface Timestamp {
  /** Milliseconds since 1970. */
  readonly milliseconds: number;
  /** The time with the offset that it was written with, to the second: `2030-01-02T17:04:05+02:00`. */
  readonly text: string;
}

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([.,]\d+)?(?:Z|([-+])(\d\d):(\d\d))$/;
const MINUTE = 60_000;
/** As the API server and this program write it. */
const USUAL = /^\d{4}-\d\d-\d\dT[0-2]\d:[0-5]\d:[0-5]\dZ$/;

/**
 * Read a time as RFC 3339 has it, capital letters only, as Go reads it.
 *
 * @returns `undefined` when it has another form, or there is no such day or time
 */
export function parseRfc3339(text: string): Timestamp | undefined {
  return usual(text) ?? parse(text);
}

/** There may be thousands to read. */
function usual(text: string): Timestamp | undefined {
  if (!USUAL.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  // a day that does not exist is one of the next month for Date
  const exists = new Date(milliseconds).getUTCDate() === Number(text.slice(8, 10));
  return exists ? { milliseconds, text } : undefined;
}

function parse(text: string): Timestamp | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [, , , , , , , fraction = '', sign = '+', hours = '0', minutes = '0'] = match;
  if (hour > 23 || minute > 59 || second > 59 || Number(hours) > 24 || Number(minutes) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const part = Math.floor(Number(`0${fraction.replace(',', '.')}`) * 1000);
  const milliseconds = date.setUTCHours(hour, minute, second, part) - offset * MINUTE;
  return { milliseconds, text: localText(milliseconds, offset) };
}

/** The time in UTC, to the second: `2030-01-02T15:04:05Z`. */
export function utcText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -5)}Z`;
}

/** @param offset - minutes east of Greenwich */
function localText(milliseconds: number, offset: number): string {
  if (offset === 0) return utcText(milliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(offset);
  const there = utcText(milliseconds + offset * MINUTE).slice(0, -1);
  return `${there}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
