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
  /** The document that holds the field: `ClusterConfiguration`, or `v1beta3 ClusterConfiguration`. */
  readonly document?: string | undefined;
  readonly hint?: string | undefined;
}

/** More lines than anybody corrects before the next try. */
const MAX_LINES = 100;
/** Characters of one part of a sentence: values and keys are quoted, and those can be as long as the file. */
const MAX_PART = 600;

/** `file:line:column: path: message [document]`, each part only where it is known, and in a length that can be read. */
export function describeIssue(issue: ConfigIssue): string {
  const { place, flag, argument } = issue;
  const document = issue.document === undefined || issue.path === '' ? '' : ` [${issue.document}]`;
  const message = shortened(issue.message);
  const path = shortened(issue.path);
  const field = path === '' ? '' : `${path}: `;
  if (place !== undefined) return `${place.file}:${place.line}:${place.column}: ${field}${message}${document}`;
  if (flag !== undefined) return `--${flag}: ${message}`;
  return argument === undefined ? `${field}${message}` : `argument ${argument}: ${message}`;
}

/** In the order of the file, and each said once. */
export function inOrder(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const line = (issue: ConfigIssue): number => issue.place?.line ?? 0;
  const once = new Map(issues.map((issue) => [describeIssue(issue), issue]));
  return [...once.values()].sort((a, b) => line(a) - line(b) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
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
  const lines = issues
    .slice(0, MAX_LINES)
    .map((issue) => `  - ${describeIssue(issue)}${issue.hint === undefined ? '' : ` (${shortened(issue.hint)})`}`);
  const rest = issues.length > MAX_LINES ? [`  - and ${issues.length - MAX_LINES} more`] : [];
  return [`the configuration cannot be used, ${issues.length} things are wrong:`, ...lines, ...rest].join('\n');
}

/** Its beginning and its end: what was expected often stands there. */
function shortened(text: string): string {
  if (text.length <= MAX_PART) return text;
  return `${text.slice(0, MAX_PART / 2)} [...] ${text.slice(-MAX_PART / 2)}`;
}

function hintFor(issues: readonly ConfigIssue[]): string {
  const own = issues.length === 1 ? issues[0]?.hint : undefined;
  if (own !== undefined) return shortened(own);
  const file = issues.find((issue) => issue.place !== undefined)?.place?.file;
  const what = issues.length === 1 ? 'what is named above' : 'all that is named above';
  return `correct ${what}${file === undefined ? '' : ` in ${file}`}, and run the command again`;
}
