/** A configuration, and what is worth saying about it. */
export interface Loaded<C> {
  readonly config: C;
  /** For stderr, in the order in which they were found. */
  readonly warnings: readonly string[];
  /** Worth knowing, not worrying. */
  readonly notes: readonly string[];
}
