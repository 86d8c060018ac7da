import { expect } from 'chai';
import fc from 'fast-check';
import { YAML11_SCHEMA, load } from 'js-yaml';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { writeYaml, writeYamlDocuments } from '../../../pkg/yaml/write-yaml.ts';

/** Strings that are made to go wrong: every character that YAML gives a meaning, and some that it cannot print. */
const trickyText = fc.string({
  unit: fc.constantFrom(
    ...' \t\n:#-?!&*|>\'"%@`{}[],=<~\\._+0123456789eExXoOynYNtTfF',
    'é',
    '💥',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\u0000',
  ),
  maxLength: 24,
});
const anyText = fc.oneof(trickyText, fc.string(), fc.string({ unit: 'grapheme' }));

describe('writeYaml', () => {
  const styles: readonly (readonly [string, string])[] = [
    ['yes', '"yes"'],
    ['on', '"on"'],
    ['y', '"y"'],
    ['null', '"null"'],
    ['~', '"~"'],
    ['', '""'],
    ['0755', '"0755"'],
    ['0', '"0"'],
    ['08', '"08"'],
    ['1e3', '"1e3"'],
    ['1_000', '"1_000"'],
    ['0x1f', '"0x1f"'],
    ['0b1', '"0b1"'],
    ['0o17', '"0o17"'],
    ['1:30', '"1:30"'],
    ['.inf', '".inf"'],
    ['.5', '".5"'],
    ['2001-01-01', '"2001-01-01"'],
    ['2001-01-01T00:00:00Z', '"2001-01-01T00:00:00Z"'],
    ['<<', '"<<"'],
    ['\tx', '"\\tx"'],
    ['a\tb', '"a\\tb"'],
    ['line ends \nhere', '"line ends \\nhere"'],
    ['*,bootstrapsigner', "'*,bootstrapsigner'"],
    ['::', "'::'"],
    ['[::1]:6443', "'[::1]:6443'"],
    ['- a', "'- a'"],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    [' a', "' a'"],
    ['a ', "'a '"],
    ["'a", "'''a'"],
    ['{}', "'{}'"],
    ['@x', "'@x'"],
    ['a:b', 'a:b'],
    ['a#b', 'a#b'],
    ['-a', '-a'],
    ['--v=4', '--v=4'],
    ['1.2.3', '1.2.3'],
    ['10.96.0.0/12', '10.96.0.0/12'],
    ['0s', '0s'],
    ['ünïcode', 'ünïcode'],
    ['it is "so"', 'it is "so"'],
  ];
  for (const [text, written] of styles) {
    it(`writes ${JSON.stringify(text)} as ${written}`, () => {
      expect(writeYaml({ a: text })).equal(`a: ${written}\n`);
    });
  }

  it('gives back every string to a YAML 1.1 reader', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(load(writeYaml({ key: [text, { nested: text }] }), { schema: YAML11_SCHEMA })).deep.equal({
          key: [text, { nested: text }],
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('gives back every key to a YAML 1.1 reader', () => {
    const keys = anyText.filter((key) => key !== '__proto__');
    fc.assert(
      fc.property(keys, (key) => {
        expect(load(writeYaml({ [key]: { [key]: 1 } }), { schema: YAML11_SCHEMA })).deep.equal({ [key]: { [key]: 1 } });
      }),
      { numRuns: 500 },
    );
  });

  it('gives back every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // JSON knows no negative zero.
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(readYaml(writeYaml(plain))).deep.equal(plain);
      }),
      { numRuns: 300 },
    );
  });

  it('writes texts of several lines as literals that keep their end', () => {
    expect(writeYaml({ a: 'x\ny\n', b: 'x\ny', c: 'x\n\n', d: '  x\ny\n' })).equal(
      'a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\nd: |2\n    x\n  y\n',
    );
  });

  it('indents list items like their key, and writes empty lists and mappings in brackets', () => {
    expect(writeYaml({ a: [{ b: [1, [2]], c: {} }, []] })).equal('a:\n- b:\n  - 1\n  - - 2\n  c: {}\n- []\n');
  });

  it('sorts keys with numbers as numbers, unless told to keep their order', () => {
    const value = { b: 1, a10: 1, a2: 1, a: 1, B: 1, 'a-x': 1, _a: 1 };
    const keysOf = (text: string): string => text.replaceAll(': 1\n', ' ').trim();
    expect(keysOf(writeYaml(value))).equal('_a B a a-x a2 a10 b');
    expect(keysOf(writeYaml(value, { keys: 'as-given' }))).equal('b a10 a2 a B a-x _a');
  });

  it('never folds a long line and never shares through anchors', () => {
    const long = 'word '.repeat(100) + 'end';
    const shared = { long };
    expect(writeYaml({ a: shared, b: shared })).equal(`a:\n  long: ${long}\nb:\n  long: ${long}\n`);
  });

  it('leaves out fields that are undefined', () => {
    expect(writeYaml({ a: undefined, b: { c: undefined, d: null } })).equal('b:\n  d: null\n');
  });

  it('writes numbers as Go does', () => {
    expect(writeYaml([2000001000, 0.5, 1e-7, -3, 1e21])).equal('- 2000001000\n- 0.5\n- 1e-07\n- -3\n- 1e+21\n');
  });

  it('separates documents by lines of ---', () => {
    expect(writeYamlDocuments([{ a: 1 }, { b: 2 }])).equal('a: 1\n---\nb: 2\n');
  });
});
