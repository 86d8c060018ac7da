import type { HostView } from '../host/host.ts';
import { tailLines } from './log-lines.ts';

const LINES = 200;

/** Where the kubelet's log may stand when there is no journal; shared logs carry other programs' lines too. */
const FILES = [
  { path: '/var/log/kubelet.log', shared: false },
  { path: '/var/log/kubelet/kubelet.log', shared: false },
  { path: '/var/log/syslog', shared: true },
  { path: '/var/log/messages', shared: true },
] as const;

/**
 * The kubelet's last log lines, oldest first: from the journal, or else from the usual files.
 *
 * @param since - leave out what is older, where the lines tell their time
 */
export async function kubeletLog(
  view: HostView,
  since: Date | undefined,
  timeoutMs: number,
): Promise<readonly string[]> {
  const journal = await journalLines(view, since, timeoutMs);
  if (journal.length > 0) return journal;
  for (const { path, shared } of FILES) {
    const text = await view.readFile(path).catch(() => undefined);
    if (text === undefined) continue;
    const lines = shared ? tailLines(text).flatMap(ofKubelet) : tailLines(text);
    const recent = since === undefined ? lines : recentLines(lines, since);
    if (recent.length > 0) return recent.slice(-LINES);
  }
  return [];
}

async function journalLines(view: HostView, since: Date | undefined, timeoutMs: number): Promise<readonly string[]> {
  const from = since === undefined ? [] : ['--since', `@${Math.floor(since.getTime() / 1000)}`];
  const command = ['journalctl', '-u', 'kubelet', '-n', String(LINES), '--no-pager', '-o', 'cat', ...from];
  const { code, stdout } = await view.query(command, { timeoutMs });
  return code === 0 ? tailLines(stdout).filter((line) => !line.startsWith('-- ')) : [];
}

/** `Jan  2 03:04:05 host kubelet[123]: text`, and RFC 5424 likewise. */
function ofKubelet(line: string): readonly string[] {
  const [, text] = /\bkubelet(?:\[\d+\])?: (.*)$/.exec(line) ?? [];
  return text === undefined ? [] : [text];
}

/** klog's header carries month, day and local time, but no year; a line without a header belongs to the one before. */
function recentLines(lines: readonly string[], since: Date): readonly string[] {
  const two = (value: number): string => String(value).padStart(2, '0');
  const begin =
    two(since.getMonth() + 1) +
    two(since.getDate()) +
    ' ' +
    [since.getHours(), since.getMinutes(), since.getSeconds()].map(two).join(':');
  let recent = true;
  return lines.filter((line) => {
    const [, date, time] = /^[IWEF](\d{4}) (\d{2}:\d{2}:\d{2})\./.exec(line) ?? [];
    if (date !== undefined) recent = `${date} ${time}` >= begin;
    return recent;
  });
}
