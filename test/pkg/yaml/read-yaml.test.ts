import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { readYaml, readYamlDocuments } from '../../../pkg/yaml/read-yaml.ts';

describe('readYaml', () => {
  const scalars: readonly (readonly [string, unknown])[] = [
    ['yes', true],
    ['off', false],
    ['n', false],
    ['~', null],
    ['0755', 0o755],
    ['0o17', 0o17],
    ['0x1f', 31],
    ['-0b11', -3],
    ['1_000', 1000],
    ['1e3', 1000],
    ['.5', 0.5],
    ['-.inf', -Infinity],
    ['08', 8],
    // Go keeps these as strings, unlike the standard.
    ['1:30', '1:30'],
    ['2001-01-01', '2001-01-01'],
    ['1.2.3', '1.2.3'],
    ['1e400', '1e400'],
    ['"yes"', 'yes'],
  ];
  for (const [text, value] of scalars) {
    it(`reads ${text} as ${typeof value} ${String(value)}`, () => {
      expect(readYaml(`a: ${text}`)).deep.equal({ a: value });
    });
  }

  it('merges mappings through <<', () => {
    expect(readYaml('base: &base {a: 1}\nmore: {<<: *base, b: 2}')).deep.equal({
      base: { a: 1 },
      more: { a: 1, b: 2 },
    });
  });

  it('takes an empty text and one with comments only for null', () => {
    expect([readYaml(''), readYaml('# nothing\n\n')]).deep.equal([null, null]);
  });

  it('names line and column of what is wrong', () => {
    expect(() => readYaml('a: 1\nb: [1,\n', 'x.yaml')).throw(
      KubeadmError,
      /^x\.yaml is not well-formed YAML: .*line \d+, column \d+/,
    );
  });

  it('refuses a key that comes twice', () => {
    expect(() => readYaml('a: 1\na: 2')).throw(KubeadmError, /duplicat/);
  });

  it('refuses documents that multiply themselves', () => {
    const bomb = [
      'a: &a0 [1]',
      ...Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(20).fill(`*a${i}`).join(',')}]`),
    ];
    expect(() => readYaml(bomb.join('\n'))).throw(KubeadmError, /alias/i);
  });

  it('reads several documents', () => {
    expect(readYamlDocuments('a: 1\n---\nb: 2\n')).deep.equal([{ a: 1 }, { b: 2 }]);
  });
});
