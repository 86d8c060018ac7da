/** Pods that a reason names; more are counted. */
const NAMED = 5;

/** Names for a sentence, not too many of them. */
export function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more <= 0 ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${more} more`;
}
