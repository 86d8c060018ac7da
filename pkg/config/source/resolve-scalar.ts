import { resolvePlainScalar, type PlainScalar } from '../../yaml/plain-scalar.ts';

/** What a scalar means, or why it means nothing. */
export type Resolved = { readonly value: PlainScalar } | { readonly wrong: string };

/** Line breaks are allowed anywhere, other blanks are not (Go's encoding/base64). */
const BASE64 = /^(?:(?:[A-Za-z0-9+/][\r\n]*){4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?[\r\n]*$/;
/** Half of a character beyond U+FFFF, which only an escape can write. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/**
 * Resolve a scalar as a YAML 1.1 reader does.
 *
 * @param tag - as written, or empty
 * @param plain - whether it stands without quotes, and is no block
 */
export function resolveScalar(text: string, tag: string, plain: boolean): Resolved {
  if (HALF_CHARACTER.test(text)) return { wrong: 'an escape stands for half a character only' };
  if (tag === '' && plain) return { value: resolvePlainScalar(text) };
  return tag === '' || tag === '!' ? { value: text } : resolveTagged(tag, text);
}

/** The value of a scalar that carries a tag such as `!!str`; unknown tags mean a string. */
function resolveTagged(tag: string, text: string): Resolved {
  const name = tag.replace(/^!!|^tag:yaml\.org,2002:/, '');
  if (name === 'binary')
    return BASE64.test(text)
      ? { value: Buffer.from(text, 'base64').toString('utf8') }
      : { wrong: 'what follows !!binary is not base64' };
  return { value: ['int', 'float', 'bool', 'null'].includes(name) ? resolvePlainScalar(text) : text };
}
