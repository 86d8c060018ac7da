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

  constructor(issues: readonly ConfigIssue[]) {
    super('invalid-configuration', headline(issues), { hint: hintFor(issues) });
    this.issues = issues;
  }
}

function headline(issues: readonly ConfigIssue[]): string {
  const lines = issues.map(describeIssue);
  if (lines.length === 1) return `the configuration cannot be used: ${lines[0] ?? ''}`;
  return [
    `the configuration cannot be used, ${lines.length} things are wrong:`,
    ...lines.map((line) => `  - ${line}`),
  ].join('\n');
}

function hintFor(issues: readonly ConfigIssue[]): string {
  const own = [...new Set(issues.map((issue) => issue.hint).filter((hint) => hint !== undefined))];
  if (own.length > 0) return own.join('; ');
  const file = issues.find((issue) => issue.place !== undefined)?.place?.file;
  const subject = issues.length === 1 ? 'the field' : 'the fields';
  return file === undefined
    ? 'correct the flags named above and run the command again'
    : `correct ${subject} named above in ${file} and run the command again`;
}
