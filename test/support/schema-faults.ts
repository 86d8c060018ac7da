import { Ajv } from 'ajv';
import { jsonSchema } from '../../pkg/config/json-schema/json-schema.ts';
import { KINDS } from '../../pkg/config/kinds/registry.ts';
import { readYamlDocuments } from '../../pkg/yaml/read-yaml.ts';

/** Strict about the schema itself: a keyword that it does not know is a mistake of ours. */
export const AJV_OPTIONS = {
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  // read by editors, no constraint
  keywords: ['patternErrorMessage'],
};

const validate = new Ajv(AJV_OPTIONS).compile(jsonSchema());

/** What the JSON Schema says against one document. */
export function faultsOf(document: unknown): readonly string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
}

/** What it says against the documents of a text whose kinds are known, or against the first of them. */
export function schemaFaults(text: string, which: 'all' | 'first' = 'all'): readonly string[] {
  const known = readYamlDocuments(text).filter(isKnown);
  return (which === 'all' ? known : known.slice(0, 1)).flatMap(faultsOf);
}

function isKnown(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false;
  const { apiVersion, kind } = document as { readonly apiVersion?: unknown; readonly kind?: unknown };
  return KINDS.some((each) => `${each.group}/${each.version}` === apiVersion && each.kind === kind);
}
