import type { ScalarNode } from './yaml-node.ts';

type ScalarValue = ScalarNode['value'];

/** Words of YAML 1.1 that are no strings, as Go's reader takes them (source: the YAML 1.1 type repository). */
const WORDS = new Map<string, ScalarValue>([
  ...spread(['', '~', 'null', 'Null', 'NULL'], null),
  ...spread(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'], true),
  ...spread(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'], false),
  ...spread(['.nan', '.NaN', '.NAN'], NaN),
  ...spread(['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'], Infinity),
  ...spread(['-.inf', '-.Inf', '-.INF'], -Infinity),
]);
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * What a plain scalar means to Go's YAML 1.1 reader: `yes` is true, `0123` is 83, `1_000` is 1000; dates and
 * sexagesimal numbers are strings.
 *
 * @param text - as written, without quotes
 */
export function resolvePlain(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  const digits = text.replaceAll('_', '');
  if (INTEGER.test(digits)) return integer(digits);
  // Go takes a number that no float can hold for text.
  return FLOAT.test(digits) && Number.isFinite(Number(digits)) ? Number(digits) : text;
}

/** The value of a scalar that carries a tag such as `!!str`; unknown tags mean a string. */
export function resolveTagged(tag: string, text: string): ScalarValue {
  const name = tag.replace(/^!!|^tag:yaml\.org,2002:/, '');
  if (name === 'binary') return Buffer.from(text, 'base64').toString('utf8');
  return ['int', 'float', 'bool', 'null'].includes(name) ? resolvePlain(text) : text;
}

function integer(digits: string): number | bigint {
  const unsigned = digits.replace(/^[-+]/, '');
  const octal = /^0[0-7]+$/.test(unsigned) ? `0o${unsigned.slice(1)}` : unsigned.toLowerCase();
  const value = digits.startsWith('-') ? -BigInt(octal) : BigInt(octal);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function spread(words: readonly string[], value: ScalarValue): (readonly [string, ScalarValue])[] {
  return words.map((word) => [word, value] as const);
}
