/** What runs now and then, and when. */
export interface RenewalJob {
  /** The words that start this program, the first an absolute path. */
  readonly program: readonly string[];
  /** What follows them: `certs renew all --within 30d ...`. */
  readonly words: readonly string[];
  /** A calendar expression of systemd: `daily`, `Mon *-*-* 03:00`. */
  readonly schedule: string;
  /** Milliseconds within which the moment is drawn by lot, so that control planes do not restart at once. */
  readonly spread: number;
  /** Without this file there is nothing to renew here: the key of the authority. */
  readonly authorityKey: string;
}

/** The whole command. */
export function commandOf({ program, words }: RenewalJob): readonly string[] {
  return [...program, ...words];
}
