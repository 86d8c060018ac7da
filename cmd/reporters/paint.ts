/** Colours by meaning. */
export interface Paint {
  tag(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
}

const plain = (text: string): string => text;
const colour = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;

/** ANSI colours, or none. */
export function painter(colours: boolean): Paint {
  if (!colours) return { tag: plain, good: plain, bad: plain, warn: plain, dim: plain };
  return { tag: colour(36), good: colour(32), bad: colour(31), warn: colour(33), dim: colour(2) };
}
