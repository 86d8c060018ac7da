import type { ConfigIssue } from '../issue.ts';

/**
 * Whether a field, something in it or something around it could not be read: then its value is not what the user
 * meant, and nothing else is to be said about it.
 *
 * @param errors - what decoding one document found
 */
export function isUnread(path: string, errors: readonly ConfigIssue[]): boolean {
  const within = (inner: string, outer: string): boolean =>
    inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  return errors.some(
    (error) => error.path === path || within(error.path, path) || (error.path !== '' && within(path, error.path)),
  );
}
