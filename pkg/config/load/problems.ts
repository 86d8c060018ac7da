import type { Finding } from '../defaults/finding.ts';
import { inOrder, InvalidConfigError, type ConfigIssue } from '../issue.ts';
import type { ConfigKind } from '../kinds/registry.ts';
import type { Given, Locate } from './given-config.ts';
import { unreadFields } from './unread-fields.ts';

/** Collects what is wrong and what is worth saying while a configuration is resolved. */
export class Problems {
  readonly issues: ConfigIssue[];
  readonly warnings: string[];
  readonly notes: string[] = [];
  private readonly locate: Locate;
  private readonly isUnread: (path: string) => boolean;

  constructor({ locate, errors, warnings }: Given) {
    this.locate = locate;
    this.issues = [...errors];
    this.isUnread = unreadFields(errors);
    this.warnings = [...warnings];
  }

  /** Something is wrong with a field. Nothing more is said of one that could not be read. */
  add(kind: ConfigKind, path: string, message: string, hint?: string): void {
    const issue = { path, ...this.locate(kind, path), message, hint };
    if (!this.isUnread(issue.path)) this.issues.push(issue);
  }

  /** The value that was found; a stand-in where there is none, so that the other fields can be checked too. */
  take<T>(finding: Finding<T>, kind: ConfigKind, path: string, standIn: T): T {
    this.warnings.push(...(finding.warnings ?? []));
    this.notes.push(...(finding.notes ?? []));
    if (finding.wrong === undefined) return finding.value;
    this.add(kind, path, finding.wrong, finding.hint);
    return standIn;
  }

  /** @throws InvalidConfigError when anything is wrong */
  refuse(): void {
    if (this.issues.length > 0) throw new InvalidConfigError(inOrder(this.issues), this.warnings);
  }
}
