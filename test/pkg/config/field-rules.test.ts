import { expect } from 'chai';
import { envVar } from '../../../pkg/config/kinds/env-var.ts';
import { KINDS, KUBEADM_GROUP } from '../../../pkg/config/kinds/registry.ts';
import type { Schema } from '../../../pkg/config/schema/schema.ts';
import { describeIssue } from '../../../pkg/config/issue.ts';
import { validateText } from '../../support/config-files.ts';
import { FIELD_RULES, ruleDocument } from '../../support/field-rules/field-rules.ts';

/** Names of the fields of a schema, at any depth; those of Kubernetes' own EnvVar aside. */
function fieldNames(schema: Schema): readonly string[] {
  if (schema === envVar) return [];
  if (schema.kind === 'optional') return fieldNames(schema.inner);
  if (schema.kind === 'list') return fieldNames(schema.items);
  if (schema.kind !== 'struct') return [];
  return Object.entries(schema.fields).flatMap(([name, { schema: inner }]) => [name, ...fieldNames(inner)]);
}

describe('values of every field, as the reference judges them', () => {
  for (const { kind, schema, conversion, group } of KINDS) {
    if (conversion !== undefined || group !== KUBEADM_GROUP) continue;
    it(`leave out no field of ${kind}`, () => {
      const texts = FIELD_RULES.filter((rule) => rule.kind === kind).map(({ snippet, good }) => snippet + good.join());
      const missing = fieldNames(schema).filter((name) => !texts.some((text) => text.includes(`${name}:`)));
      // where it differs from the reference, init-cases.test.ts has the tests
      expect(missing.filter((name) => name !== 'expires')).to.deep.equal([]);
    });
  }

  for (const { kind, snippet, good, bad } of FIELD_RULES) {
    const field = snippet.split('\n').at(-1) ?? '';
    it(`${kind}: ${field}`, async () => {
      for (const value of good) {
        const { issues } = await validateText(ruleDocument(kind, snippet, value));
        expect(issues.map(describeIssue), value).to.deep.equal([]);
      }
      for (const value of bad) {
        const { issues } = await validateText(ruleDocument(kind, snippet, value));
        expect(issues, value).not.to.have.length(0);
        for (const { place, path } of issues) {
          expect(place?.file, value).to.equal('/c.yaml');
          expect(path, value).not.to.equal('');
        }
      }
    });
  }
});
