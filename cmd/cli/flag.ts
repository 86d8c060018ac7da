/** How a flag's value is read. `strings` is comma separated and repeatable. `duration` is a Go duration (`24h0m0s`). */
export type FlagType = 'string' | 'strings' | 'bool' | 'int' | 'duration';

/** One flag, described once for every command that takes it. */
export interface Flag {
  readonly name: string;
  readonly type: FlagType;
  readonly summary: string;
  readonly alias?: string;
  /** Shown in the help; the value that counts when the flag is not given. */
  readonly default?: string;
  /** What the value stands for in the help: `--cri-socket <path>`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Not in the help. */
  readonly hidden?: boolean;
  /** Said when the flag is used. */
  readonly deprecated?: string;
}

/** Values as parsed: only flags that were given. */
export type FlagValues = Readonly<Record<string, string | readonly string[] | boolean | number | undefined>>;
