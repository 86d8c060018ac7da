import { FAILSAFE_SCHEMA, NOT_RESOLVED, defineScalarTag, load, loadAll, mergeTag } from 'js-yaml';
import type { ScalarTagDefinition } from 'js-yaml';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { resolvePlainScalar } from './plain-scalar.ts';
import type { PlainScalar } from './plain-scalar.ts';

/** More aliases than any honest document has; a limit against documents that multiply themselves. */
const MAX_ALIASES = 100;

/** YAML as Go's YAML 1.1 reader understands it: bare words as in `resolvePlainScalar`, and merge keys. */
export const GO_YAML_SCHEMA = FAILSAFE_SCHEMA.withTags(
  scalarTag('null', (value) => value === null),
  scalarTag('bool', (value) => typeof value === 'boolean'),
  scalarTag('int', (value) => typeof value === 'number' && Number.isInteger(value)),
  scalarTag('float', (value) => typeof value === 'number'),
  mergeTag,
);

/**
 * The value of a text with one YAML 1.1 document; `null` for an empty text.
 *
 * @param text - YAML or JSON
 * @param source - what to call the text in an error, for example its path
 * @throws KubeadmError `yaml-malformed` with line and column
 */
export function readYaml(text: string, source = 'YAML'): unknown {
  return guarded(source, () => {
    if (readsEmpty(text)) return null;
    return load(text, { schema: GO_YAML_SCHEMA, maxAliases: MAX_ALIASES });
  });
}

/**
 * The values of all documents of a text; empty documents are `null`.
 *
 * @param text - YAML or JSON
 * @param source - what to call the text in an error, for example its path
 * @throws KubeadmError `yaml-malformed` with line and column
 */
export function readYamlDocuments(text: string, source = 'YAML'): readonly unknown[] {
  return guarded(source, () => loadAll(text, { schema: GO_YAML_SCHEMA, maxAliases: MAX_ALIASES }));
}

function scalarTag(name: string, accepts: (value: PlainScalar) => boolean): ScalarTagDefinition<PlainScalar> {
  return defineScalarTag<PlainScalar>(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    resolve: (source) => {
      const value = resolvePlainScalar(source);
      return accepts(value) ? value : NOT_RESOLVED;
    },
    identify: () => false,
  });
}

function readsEmpty(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
}

function guarded<T>(source: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new KubeadmError('yaml-malformed', `${source} is not well-formed YAML: ${reasonOf(cause)}`, {
      hint: 'correct the text at the line and column named; tabs cannot indent, and keys of one mapping must differ',
    });
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { reason, mark } = cause as Error & { reason?: string; mark?: { line: number; column: number } };
  if (reason === undefined || mark === undefined) return cause.message;
  return `${reason} (line ${mark.line + 1}, column ${mark.column + 1})`;
}
