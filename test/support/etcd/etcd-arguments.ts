import { execFileSync } from 'node:child_process';

/** What an argument is called by releases that do not know its name of today; `undefined`: they have nothing like it. */
interface OlderName {
  readonly argument: string;
  /** The first minor release that knows the argument (etcd.io/docs, "Configuration options" of each). */
  readonly since: number;
  readonly before: readonly { readonly since: number; readonly argument: string | undefined }[];
}

const OLDER_NAMES: readonly OlderName[] = [
  {
    argument: '--feature-gates=InitialCorruptCheck=true',
    since: 6,
    before: [{ since: 0, argument: '--experimental-initial-corrupt-check=true' }],
  },
  {
    argument: '--watch-progress-notify-interval=5s',
    since: 6,
    before: [
      { since: 5, argument: '--experimental-watch-progress-notify-interval=5s' },
      { since: 0, argument: undefined },
    ],
  },
];

/** The minor release of a 3.x etcd: 4, 5, 6... */
export function etcdMinor(program: string): number {
  const said = execFileSync(program, ['--version'], { encoding: 'utf8' });
  return Number(/etcd Version: 3\.(\d+)\./.exec(said)?.[1] ?? 0);
}

/**
 * Arguments as this program writes them for the etcd of its images, for the etcd that a distribution has: Debian 12
 * ships 3.4, Debian 13 3.5.
 */
export function argumentsFor(minor: number, args: readonly string[]): readonly string[] {
  return args.flatMap((arg) => {
    const name = OLDER_NAMES.find(({ argument, since }) => argument === arg && minor < since);
    if (name === undefined) return [arg];
    const older = name.before.find(({ since }) => minor >= since)?.argument;
    return older === undefined ? [] : [older];
  });
}
