/**
 * A failure that a person can meet: what happened (`message`), why (`cause`), and what to do now (`hint`).
 *
 * Every leaf of the program throws this class; `cmd/main.ts` alone prints it and picks the exit code.
 */
export class KubeadmError extends Error {
  /** A stable, kebab-case name for scripts, for example `certificate-authority-missing`. */
  readonly code: string;
  /** What to do now: a command to run or a file to edit. */
  readonly hint: string | undefined;

  /**
   * @param code - stable kebab-case name of the failure
   * @param message - what happened, without a trailing full stop
   * @param details - `hint`: what to do now; `cause`: the error underneath
   */
  constructor(code: string, message: string, details: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'KubeadmError';
    this.code = code;
    this.hint = details.hint;
  }
}

/**
 * The way out that an error knows of. The innermost hint wins, because it is nearest to what went wrong.
 *
 * @param error - anything that was thrown
 */
export function hintOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return hintOf(error.cause) ?? (error instanceof KubeadmError ? error.hint : undefined);
}

/**
 * The messages of an error and its causes, outermost first, joined by `: `, each said once.
 *
 * @param error - anything that was thrown
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message || error.name;
  if (error.cause === undefined) return message;
  const cause = describeError(error.cause);
  return message.includes(cause) ? message : `${message}: ${cause}`;
}
