import { expect } from 'chai';
import fc from 'fast-check';
import { exactKubernetesVersion } from '../../../../pkg/config/defaults/kubernetes-version.ts';
import { parseDuration } from '../../../../pkg/config/duration.ts';
import { allFields, fullPath } from '../../../../pkg/config/explain/find-field.ts';
import { fieldSchema } from '../../../../pkg/config/json-schema/value-schema.ts';
import { KINDS, newestEntry } from '../../../../pkg/config/kinds/registry.ts';
import { canonicalQuantity } from '../../../../pkg/config/quantity.ts';
import { duration, field, type Field, type Schema } from '../../../../pkg/config/schema/schema.ts';
import { quantity } from '../../../../pkg/config/kinds/env-var.ts';

/** Texts that come near to what fields want. */
const texts = fc.oneof(
  fc.stringMatching(/^[-a-zA-Z0-9./:_ *+]{0,24}$/),
  fc.stringMatching(/^\/?[a-z0-9]{1,3}([./:-][a-z0-9]{1,5}){0,4}(\.crt)?$/),
  fc.stringMatching(/^([0-9a-f]{64}|[a-z0-9]{6}\.[a-z0-9]{16}|v?1\.3[0-9]\.[0-9](-rc\.[0-9])?)$/),
  fc.string(),
);

const innermost = (schema: Schema): Schema => (schema.kind === 'optional' ? innermost(schema.inner) : schema);

/** Whether a field takes a text by itself; the rest of the document may still forbid it. */
function takes({ schema, check }: Field, text: string): boolean {
  const inner = innermost(schema);
  if (inner.kind === 'text-form') return inner.read(text) !== undefined;
  return text === '' || check === undefined || check(text as never) === undefined;
}

/** What is checked by no single field. */
const CHECKED_ELSEWHERE = /kubernetesVersion$|okenDiscovery|\.token$|tlsBootstrapToken$/;

describe('forms in the JSON Schema', () => {
  const withPattern = KINDS.flatMap(allFields).flatMap((found) => {
    const pattern = found.field === undefined ? undefined : fieldSchema(found.field)['pattern'];
    const isText = ['string', 'text-form'].includes(innermost(found.field?.schema ?? { kind: 'bool' }).kind);
    return typeof pattern !== 'string' || !isText || found.field === undefined ? [] : [{ ...found, pattern }];
  });

  it('are there', () => expect(withPattern.length).to.be.above(20));

  for (const found of withPattern.filter((each) => !CHECKED_ELSEWHERE.test(fullPath(each))))
    it(`take whatever ${found.entry.version} ${fullPath(found)} takes`, () => {
      const form = new RegExp(found.pattern, 'u');
      fc.assert(
        fc.property(texts, (text) => !takes(found.field as Field, text) || form.test(text)),
        { numRuns: 300 },
      );
    });

  it('take every version and every label', () => {
    const schema = newestEntry('ClusterConfiguration').schema.fields['kubernetesVersion'];
    const form = new RegExp(String(schema?.shape?.pattern), 'u');
    const versions = fc.stringMatching(/^((release|ci)\/)?v?[0-9]{1,2}(\.[0-9]{1,2}){1,3}[-a-z0-9.+_]{0,6}$/);
    fc.assert(fc.property(versions, (text) => exactKubernetesVersion(text) === undefined || form.test(text)));
    const labels = ['stable', 'stable-1', 'stable-1.36', 'latest', 'ci/latest', 'ci/latest-1.37', 'release/stable-1'];
    expect(labels.filter((label) => !form.test(label))).to.deep.equal([]);
  });

  it('take every duration, and nothing else', () => {
    const form = new RegExp(String(fieldSchema(field(duration(), ''))['pattern']), 'u');
    const durations = fc.stringMatching(/^[-+]?([0-9]{0,2}(\.[0-9]{0,2})?(ns|us|µs|ms|s|m|h|d|)){0,3}$/);
    fc.assert(fc.property(durations, (text) => form.test(text) === (parseDuration(text) !== undefined)));
  });

  it('take every quantity', () => {
    const form = new RegExp(String(fieldSchema(field(quantity(), ''))['pattern']), 'u');
    const quantities = fc.stringMatching(/^[-+]?[0-9]{0,2}(\.[0-9]{0,2})?(Ki|Gi|m|k|E|e[-+]?[0-9]|)$/);
    fc.assert(fc.property(quantities, (text) => canonicalQuantity(text) === undefined || form.test(text)));
  });
});
