import type { JsonObject } from '../../kube/kube-object.ts';
import { apiVersionOf, kindNamed, unknownKind } from '../docs/find-kind.ts';
import { describeDocument } from '../docs/kind-docs.ts';
import { KINDS, type KindEntry } from '../kinds/registry.ts';
import { propertiesOf } from './value-schema.ts';

/** yaml-language-server reads newer drafts only since its version 1.20; every editor reads draft 07. */
const DRAFT = 'http://json-schema.org/draft-07/schema#';

/**
 * The JSON Schema (draft 07) of a configuration file, for editors.
 *
 * @param kind - of one kind, in any case; `v1beta3/JoinConfiguration` for an older version. Of a file with any kinds
 * unless given: editors look at each document of a file on its own, and so does the schema
 * @throws KubeadmError `unknown-kind`
 */
export function jsonSchema(kind?: string): JsonObject {
  if (kind === undefined) return { $schema: DRAFT, ...fileSchema() };
  const cut = kind.lastIndexOf('/');
  const name = kind.slice(cut + 1);
  const entry = kindNamed(name, cut < 0 ? undefined : kind.slice(0, cut));
  if (entry === undefined) throw unknownKind(name);
  return { $schema: DRAFT, ...kindSchema(entry) };
}

function fileSchema(): JsonObject {
  return {
    title: 'Configuration of kubeadm-ts and kubeadm',
    description: 'One document of a configuration file.',
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { description: 'The group and the version of the kind.', enum: unique(KINDS.map(apiVersionOf)) },
      kind: { description: 'What the document configures.', enum: unique(KINDS.map(({ kind }) => kind)) },
    },
    allOf: [...unique(KINDS.map(apiVersionOf)).map(kindsOfVersion), ...KINDS.map(fieldsOfKind)],
    definitions: Object.fromEntries(KINDS.map((entry) => [definitionName(entry), kindSchema(entry)])),
  };
}

/** Which kinds a version has. */
function kindsOfVersion(apiVersion: string): JsonObject {
  const kinds = KINDS.filter((entry) => apiVersionOf(entry) === apiVersion).map(({ kind }) => kind);
  return {
    if: { properties: { apiVersion: { const: apiVersion } }, required: ['apiVersion'] },
    then: { properties: { kind: { enum: kinds } } },
  };
}

function fieldsOfKind(entry: KindEntry): JsonObject {
  return {
    if: {
      properties: { apiVersion: { const: apiVersionOf(entry) }, kind: { const: entry.kind } },
      required: ['apiVersion', 'kind'],
    },
    then: { $ref: `#/definitions/${definitionName(entry)}` },
  };
}

function kindSchema(entry: KindEntry): JsonObject {
  return {
    title: entry.kind,
    description: describeDocument(entry),
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { description: 'The group and the version of the kind.', const: apiVersionOf(entry) },
      kind: { description: 'What the document configures.', const: entry.kind },
      ...propertiesOf(entry.schema.fields),
    },
    additionalProperties: false,
  };
}

/** Without the characters that a JSON pointer would have to escape. */
function definitionName({ group, version, kind }: KindEntry): string {
  return `${group}.${version}.${kind}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
