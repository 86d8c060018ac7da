/** One thing to do. */
export interface Step<C> {
  readonly name: string;
  /** One line for the help and for progress. */
  readonly summary: string;
  /** Other names on the command line (never in `--skip-phases`). */
  readonly aliases?: readonly string[];
  /** More for `--help`: what it writes, in a paragraph. */
  readonly details?: string;
  /** Names of the flags that `phase <path>` takes besides `config` and `dry-run`. */
  readonly flags: readonly string[];
  /** Not in the help and without a command of its own; `--skip-phases` knows it. */
  readonly hidden?: boolean;
  /** Phases that must be part of the same run. */
  readonly needs?: readonly string[];
  readonly phases?: never;
  /** Why there is nothing to do here, or `undefined`. */
  skipReason?(context: C): string | undefined;
  run(context: C): Promise<void>;
}

/** Steps that belong together. */
export interface Group<C> {
  readonly name: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  readonly details?: string;
  /** Flags of `phase <group> all`. */
  readonly flags: readonly string[];
  /** Whether `phase <group> all` exists (not for `etcd`). */
  readonly all: boolean;
  readonly run?: never;
  readonly phases: readonly Phase<C>[];
}

/** A step or a group, never both: the compiler refuses the rest. */
export type Phase<C> = Step<C> | Group<C>;

export function isGroup<C>(phase: Phase<C>): phase is Group<C> {
  return phase.phases !== undefined;
}
