import type { ConfigIssue } from '../issue.ts';

/**
 * Tells of a field whether it, something in it or something around it could not be read: then its value is not what
 * the user meant, and nothing else is to be said about it. Of unknown fields and repeated keys there is more to say.
 *
 * @param errors - what decoding found
 */
export function unreadFields(errors: readonly ConfigIssue[]): (path: string) => boolean {
  const unread = new Set(errors.filter((error) => !('consequence' in error)).map(({ path }) => path));
  unread.delete('');
  const around = new Set([...unread].flatMap(pathsAround));
  return (path) => around.has(path) || [path, ...pathsAround(path)].some((each) => unread.has(each));
}

/** `a`, `a.b` and `a.b[0]` for `a.b[0].c`. */
function pathsAround(path: string): readonly string[] {
  return [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index));
}
