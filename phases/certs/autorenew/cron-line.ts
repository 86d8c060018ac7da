import { createHash } from 'node:crypto';
import { commandOf, type RenewalJob } from './renewal-job.ts';

const MINUTE_MS = 60_000;
const MINUTES_OF_A_DAY = 24 * 60;

/**
 * A line for root's crontab that does a job once a day. Cron draws no lots: the minute follows from the machine's name,
 * so that machines run at different times.
 *
 * @param hostname - of this machine
 */
export function cronLine(job: RenewalJob, hostname: string): string {
  const minutes = Math.min(MINUTES_OF_A_DAY, Math.max(1, Math.floor(job.spread / MINUTE_MS)));
  const at = createHash('sha256').update(hostname).digest().readUInt32BE() % minutes;
  return `${at % 60} ${Math.floor(at / 60)} * * * ${commandOf(job).map(quoted).join(' ')}`;
}

/** For sh; to cron itself, `%` is the end of the line. */
function quoted(word: string): string {
  const shell = /^[A-Za-z0-9_%@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return shell.replaceAll('%', '\\%');
}
