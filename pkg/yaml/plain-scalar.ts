/** What a bare word in YAML stands for. */
export type PlainScalar = string | number | boolean | null;

/** Words that Go's YAML 1.1 reader takes for something other than a string (https://yaml.org/type/). */
const WORDS: ReadonlyMap<string, PlainScalar> = new Map<string, PlainScalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

const INTEGERS: readonly { readonly pattern: RegExp; readonly base: number }[] = [
  { pattern: /^[-+]?0[xX]([0-9a-fA-F]+)$/, base: 16 },
  { pattern: /^[-+]?0[bB]([01]+)$/, base: 2 },
  { pattern: /^[-+]?0[oO]?([0-7]+)$/, base: 8 },
  { pattern: /^[-+]?(0|[1-9][0-9]*)$/, base: 10 },
];

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ ])[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}.*)?$/;
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/**
 * The value of a bare (unquoted) scalar in the eyes of Go's YAML 1.1 reader. Timestamps and base 60 numbers stay
 * strings there, unlike in the YAML 1.1 standard.
 *
 * @param text - the scalar without quotes
 */
export function resolvePlainScalar(text: string): PlainScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text) || TIMESTAMP.test(text)) return text;
  return readNumber(text.replaceAll('_', '')) ?? text;
}

/**
 * Whether a string may stand without quotes in front of any YAML 1.1 reader and still be a string.
 *
 * @param text - the string to write
 */
export function staysString(text: string): boolean {
  return (
    text !== '<<' && !TIMESTAMP.test(text) && !SEXAGESIMAL.test(text) && typeof resolvePlainScalar(text) === 'string'
  );
}

function readNumber(text: string): number | undefined {
  for (const { pattern, base } of INTEGERS) {
    const digits = pattern.exec(text)?.[1];
    if (digits === undefined) continue;
    const magnitude = Number.parseInt(digits, base);
    return text.startsWith('-') ? 0 - magnitude : magnitude;
  }
  const float = FLOAT.test(text) ? Number.parseFloat(text) : undefined;
  return Number.isFinite(float) ? float : undefined;
}
