import { KubeadmError } from '../errors/kubeadm-error.ts';

/** Where something was written: a line of a file, or a flag. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** One thing wrong with a configuration. */
export interface ConfigIssue {
  readonly message: string;
  /** `networking.serviceSubnet`; empty for the document as a whole. */
  readonly path: string;
  readonly place?: Place | undefined;
  /** The flag that the value came from, without dashes. */
  readonly flag?: string | undefined;
  readonly hint?: string | undefined;
}

/** `file:line:column: path: message`, each part only where it is known. */
export function describeIssue(issue: ConfigIssue): string {
  const { place, flag, path, message } = issue;
  const where =
    place === undefined ? (flag === undefined ? '' : `--${flag}: `) : `${place.file}:${place.line}:${place.column}: `;
  return `${where}${path === '' || (place === undefined && flag !== undefined) ? '' : `${path}: `}${message}`;
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
