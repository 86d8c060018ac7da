import type { HostView } from '../host/host.ts';

/** Jiffies per second that Linux shows to programs, whatever the kernel's own rate is (USER_HZ). */
const USER_HZ = 100;

/** /proc/stat tells the boot time in whole seconds, and so it may be off by one. */
const SLACK_SECONDS = 2;

/**
 * Whether one of these files changed after the oldest process of this name had started, so that the process may still
 * run with what stood there before. `false` where neither can be told.
 *
 * @param program - a process's name as the kernel shows it (at most 15 characters)
 */
export async function changedSinceStart(view: HostView, program: string, paths: readonly string[]): Promise<boolean> {
  const started = await startTime(view, program);
  if (started === undefined) return false;
  const changed = await newestChange(view, paths);
  return changed !== undefined && changed > started + SLACK_SECONDS;
}

/** Seconds since 1970. The oldest one, because nodes in namespaces of one machine see each other's processes. */
async function startTime(view: HostView, program: string): Promise<number | undefined> {
  const pids = ((await view.listDirectory('/proc')) ?? []).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => view.readFile(`/proc/${pid}/stat`).catch(() => undefined)));
  const ticks = stats.flatMap((stat) => (stat === undefined ? [] : startTicks(stat, program)));
  const [, boot] = /^btime (\d+)$/m.exec((await view.readFile('/proc/stat')) ?? '') ?? [];
  return ticks.length === 0 || boot === undefined ? undefined : Number(boot) + Math.min(...ticks) / USER_HZ;
}

/** `pid (name) state ...`: field 22 is the start in ticks after boot; the name may hold spaces and brackets. */
function startTicks(stat: string, program: string): readonly number[] {
  const end = stat.lastIndexOf(')');
  if (stat.slice(stat.indexOf('(') + 1, end) !== program) return [];
  const ticks = Number(stat.slice(end + 2).split(' ')[19]);
  return Number.isFinite(ticks) ? [ticks] : [];
}

/** Seconds since 1970; files that are missing do not count. */
async function newestChange(view: HostView, paths: readonly string[]): Promise<number | undefined> {
  const { stdout } = await view.query(['stat', '-L', '-c', '%Y', ...paths], { timeoutMs: 3_000 });
  const times = stdout
    .split('\n')
    .filter((line) => /^\d+$/.test(line))
    .map(Number);
  return times.length === 0 ? undefined : Math.max(...times);
}
