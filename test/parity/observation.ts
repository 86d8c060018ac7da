/** What one program made of one configuration, without what differs from run to run. */
export interface Observation {
  readonly outcome: 'succeeds' | 'fails';
  readonly code: number;
  /** Files, objects, images...: data by name. Compared as data. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The names in the order in which they were made. */
  readonly order: readonly string[];
  /** What was warned of, sorted: classes of warnings, not their words. Only of runs that succeed. */
  readonly warnings: readonly string[];
  /** The fields that an error names. */
  readonly fields: readonly string[];
  /** Everything that was said: where it is asked whether a field is named, and what is shown to people. */
  readonly said: string;
}
