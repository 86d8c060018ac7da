import { resolvePlainScalar, type PlainScalar } from '../../yaml/plain-scalar.ts';

/** The value of a scalar that carries a tag such as `!!str`; unknown tags mean a string. */
export function resolveTagged(tag: string, text: string): PlainScalar {
  const name = tag.replace(/^!!|^tag:yaml\.org,2002:/, '');
  if (name === 'binary') return Buffer.from(text, 'base64').toString('utf8');
  return ['int', 'float', 'bool', 'null'].includes(name) ? resolvePlainScalar(text) : text;
}
