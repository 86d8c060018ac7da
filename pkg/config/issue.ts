import { KubeadmError } from '../errors/kubeadm-error.ts';

/** Where something was written: a line of a file, or a flag. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Where the value came from, as far as that is known: one of them. */
export interface IssuePlace {
  readonly place?: Place | undefined;
  /** A flag, without dashes. */
  readonly flag?: string | undefined;
  /** An argument of the command: `<host:port>`. */
  readonly argument?: string | undefined;
}

/** One thing wrong with a configuration. */
export interface ConfigIssue extends IssuePlace {
  readonly message: string;
  /** `networking.serviceSubnet`; empty for the document as a whole. */
  readonly path: string;
  readonly hint?: string | undefined;
}

/** `file:line:column: path: message`, each part only where it is known. */
export function describeIssue(issue: ConfigIssue): string {
  const { place, flag, argument, path, message } = issue;
  const field = path === '' ? '' : `${path}: `;
  if (place !== undefined) return `${place.file}:${place.line}:${place.column}: ${field}${message}`;
  if (flag !== undefined) return `--${flag}: ${message}`;
  return argument === undefined ? `${field}${message}` : `argument ${argument}: ${message}`;
}

/** A configuration that cannot be used: everything wrong with it, at once. */
export class InvalidConfigError extends KubeadmError {
  readonly issues: readonly ConfigIssue[];
  /** What would have been worth a warning, such as unknown fields: often the reason of an error. */
  readonly warnings: readonly string[];

  constructor(issues: readonly ConfigIssue[], warnings: readonly string[] = []) {
    super('invalid-configuration', headline(issues), { hint: hintFor(issues) });
    this.issues = issues;
    this.warnings = warnings;
  }
}

/** One thing stands in the sentence, and its hint stands alone; of several, each stands on a line with its hint. */
function headline(issues: readonly ConfigIssue[]): string {
  const [first] = issues;
  if (first !== undefined && issues.length === 1) return `the configuration cannot be used: ${describeIssue(first)}`;
  const lines = issues.map(
    (issue) => `  - ${describeIssue(issue)}${issue.hint === undefined ? '' : ` (${issue.hint})`}`,
  );
  return [`the configuration cannot be used, ${issues.length} things are wrong:`, ...lines].join('\n');
}

function hintFor(issues: readonly ConfigIssue[]): string {
  const own = issues.length === 1 ? issues[0]?.hint : undefined;
  if (own !== undefined) return own;
  const file = issues.find((issue) => issue.place !== undefined)?.place?.file;
  const what = issues.length === 1 ? 'what is named above' : 'all that is named above';
  return `correct ${what}${file === undefined ? '' : ` in ${file}`}, and run the command again`;
}
