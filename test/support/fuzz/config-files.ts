import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { KINDS, type KindEntry } from '../../../pkg/config/kinds/registry.ts';
import { goldenCases } from '../golden-objects.ts';
import { mutations } from './mutations.ts';
import { valueOfSchema, type Plain } from './value-of-schema.ts';
import { styles, written } from './written.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');
const PARITY = join(import.meta.dirname, '../../parity/cases');

/** Configurations that people could have written. */
export const GOOD_FILES: readonly string[] = [
  ...goldenCases().map((name) => join(GOLDEN, name, 'config.yaml')),
  ...readdirSync(PARITY).flatMap((name) => (name.endsWith('.yaml') ? [join(PARITY, name)] : [])),
].map((path) => readFileSync(path, 'utf8'));

/** A document of a kind, as its definition allows it. */
export function documentOf({ group, version, kind, schema }: KindEntry): fc.Arbitrary<Plain> {
  return valueOfSchema(schema).map((value) => ({
    apiVersion: `${group}/${version}`,
    kind,
    ...(value as Record<string, Plain>),
  }));
}

/** With a version, so that nobody asks the network. */
function pinned(document: Plain): Plain {
  const fields = document as Record<string, Plain>;
  return fields['kind'] === 'ClusterConfiguration' ? { kubernetesVersion: 'v1.36.2', ...fields } : document;
}

const oneOfKind = (entries: readonly KindEntry[]): fc.Arbitrary<Plain> =>
  fc.oneof(...entries.map(documentOf)).map(pinned);

/** Files made from the definitions: one to three documents of different kinds, in any style. */
export const generatedFiles: fc.Arbitrary<string> = fc
  .tuple(
    fc.uniqueArray(oneOfKind(KINDS), {
      minLength: 1,
      maxLength: 3,
      selector: (document) => (document as Record<string, Plain>)['kind'],
    }),
    styles,
  )
  .map(([documents, style]) => written(documents, style));

/** Files that people could have written, good ones and those with mistakes. */
export const configFiles: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(fc.constantFrom(...GOOD_FILES), generatedFiles), mutations)
  .map(([text, changes]) => changes.reduce((changed, change) => change(changed), text));
