import { expect } from 'chai';
import { parseDocument } from '../../../pkg/config/source/parse-document.ts';
import { SourceText } from '../../../pkg/config/source/source-text.ts';
import { splitDocuments } from '../../../pkg/config/source/split-documents.ts';
import type { YamlNode } from '../../../pkg/config/source/yaml-node.ts';
import { clusterYaml, initYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

/** The plain value of a node. */
function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}

function read(text: string): unknown {
  const source = new SourceText('c.yaml', text);
  const parsed = parseDocument(source, { text: source.text, offset: 0 });
  if ('issue' in parsed) throw new Error(parsed.issue.message);
  return plain(parsed.node);
}

describe('YAML as the configuration reads it', () => {
  const scalars: readonly (readonly [string, unknown])[] = [
    ['yes', true],
    ['Off', false],
    ['y', true],
    ['~', null],
    ['', null],
    ['0123', 83],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['1:30', '1:30'],
    ['2001-01-01', '2001-01-01'],
    ['1e3', 1000],
    ['1e400', '1e400'],
    ['089', 89],
    ['.5', 0.5],
    ['"yes"', 'yes'],
    ["'0123'", '0123'],
    ['!!str 12', '12'],
    ['!!int "5"', 5],
    ['! 5', '5'],
    ['v1', 'v1'],
  ];
  for (const [text, value] of scalars) {
    it(`reads ${JSON.stringify(text)} as ${JSON.stringify(value)}`, () =>
      expect(read(`a: ${text}\n`)).to.deep.equal({ a: value }));
  }

  it('merges other maps: what stands last counts, as in the reference', () => {
    expect(read('x: &x {a: 1, b: 2}\nz: &z {c: 3}\nm: {<<: [*x, *z], b: 9}\no:\n  b: 8\n  <<: *x\n')).to.deep.include({
      m: { a: 1, b: 9, c: 3 },
      o: { a: 1, b: 2 },
    });
  });

  it('makes keys strings, as JSON has them, but null, which the reference refuses too', () => {
    expect(read('1: a\nyes: b\n')).to.deep.equal({ 1: 'a', true: 'b' });
    expect(() => read('null: c')).to.throw(/a key must not be null/);
  });

  it('looks at the first document of a part only', () => expect(read('a: 1\n...\nb: 2\n')).to.deep.equal({ a: 1 }));

  it('refuses an alias without an anchor, and one inside its own value', () => {
    expect(() => read('a: *x')).to.throw(/anchored as "x"/);
    expect(() => read('a: &x\n  b: *x\n')).to.throw(/anchored as "x"/);
  });

  it('refuses lists as keys, and merging something else than maps', () => {
    expect(() => read('? [a]\n: b\n')).to.throw(/a key must be a plain value/);
    expect(() => read('<<: 5\n')).to.throw(/merge key/);
  });

  it('refuses aliases that multiply, without taking long', () => {
    const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(',')}]`).join('\n')}\n`;
    expect(() => read(bomb)).to.throw(/more than 50000 values/);
  });

  it('refuses what is nested too deep, by brackets or by aliases', () => {
    expect(() => read(`a: ${'['.repeat(200)}${']'.repeat(200)}`)).to.throw(/not valid YAML|nested more/);
    const chain = Array.from({ length: 120 }, (_, n) => `a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1}`}]`).join('\n');
    expect(() => read(chain)).to.throw(/nested more than 100 levels/);
  });

  it('refuses bytes that are no text', () => expect(() => read('a: "\0"')).to.throw(/no text in UTF-8/));
});

describe('splitDocuments', () => {
  const chunksOf = (text: string) => splitDocuments(new SourceText('c.yaml', text)).chunks.map((chunk) => chunk.text);

  it('cuts at lines that begin with three dashes', () =>
    expect(chunksOf('a\n---\nb\n--- # c\nd')).to.deep.equal(['a\n', 'b\n', 'd']));
  it('keeps a separator with nothing before it', () =>
    expect(chunksOf('---\na\n---\n---\nb')).to.deep.equal(['---\na\n', '---\nb']));
  it('finds nothing in an empty text', () => expect(chunksOf('')).to.deep.equal([]));
  it('takes Windows line ends', () => expect(chunksOf('a\r\n---\r\nb\r\n')).to.deep.equal(['a\r\n', 'b\r\n']));
  it('passes over a byte order mark', () => expect(chunksOf('\uFEFFa\n')).to.deep.equal(['a\n']));
});

describe('places in errors', () => {
  it('count lines of the whole file', async () => {
    const failure = await failureOf(loadText(initYaml('') + 'networking:\n  dnsDomain: A\n'));
    expect(failure.message).to.match(/c\.yaml:9:14: networking\.dnsDomain/);
  });

  it('point into flow style and list items', async () => {
    const failure = await failureOf(loadText(clusterYaml('apiServer:\n  certSANs:\n  - ok\n  - {a: b}\n')));
    expect(failure.message).to.match(/c\.yaml:7:5: apiServer\.certSANs\[1\]: expected a string, found a map/);
  });

  it('tell the place of a syntax error in a later document', async () => {
    const failure = await failureOf(loadText(`${clusterYaml()}---\napiVersion: x/v1\nkind: [\n`));
    expect(failure.message).to.match(/c\.yaml:[67]:\d+: this is not valid YAML/);
  });
});
