import fc from 'fast-check';
import { expect } from 'chai';
import { readPlainYaml } from '../../../pkg/kubeconfig/plain-yaml.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { writeYaml } from '../../../pkg/yaml/write-yaml.ts';

const key = fc
  .stringMatching(/^[a-z][a-z-]{0,6}$/)
  .filter((text) => !['y', 'n', 'on', 'off', 'no', 'yes'].includes(text));
const odd = fc.stringMatching(/^[\w/+.@:=[\]{}#&*!|>'"%`,?\- ]{1,12}$/);
const usual = fc.stringMatching(/^[a-z][a-z0-9./:-]{0,8}[a-z0-9]$/);
const value = fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: odd });
const map = (inner: fc.Arbitrary<unknown>) => fc.dictionary(key, inner, { minKeys: 1, maxKeys: 3 });
const document = map(
  fc.oneof(value, map(value), fc.array(map(fc.oneof(value, map(value))), { minLength: 1, maxLength: 3 })),
);

describe('readPlainYaml', () => {
  it('reads what the YAML library reads, or nothing', () => {
    let read = 0;
    fc.assert(
      fc.property(document, (given) => {
        const text = writeYaml(given);
        const plain = readPlainYaml(text);
        if (plain === undefined) return;
        read += 1;
        expect(plain).deep.equal(readYaml(text));
      }),
      { numRuns: 500 },
    );
    expect(read).above(20);
  });

  it('agrees with the YAML library on any text, or reads nothing', () => {
    const line = fc.stringMatching(/^ {0,3}(- ?){0,2}[a-c]{0,2}:? {0,2}[a-c"'{}[\]:#-]{0,4}$/);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = lines.join('\n');
        const plain = readPlainYaml(text);
        if (plain !== undefined) expect(plain, text).deep.equal(readYaml(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads lists at the indent of their key, and deeper', () => {
    const expected = { a: [{ b: { c: 'd' }, e: 'f' }], g: 'h' };
    expect(readPlainYaml('a:\n- b:\n    c: d\n  e: f\ng: h\n')).deep.equal(expected);
    expect(readPlainYaml('a:\n  - b:\n      c: d\n    e: f\ng: h\n')).deep.equal(expected);
  });
});
