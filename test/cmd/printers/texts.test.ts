import { expect } from 'chai';
import { load } from 'js-yaml';
import { jsonText } from '../../../cmd/printers/json-text.ts';
import { kyamlText } from '../../../cmd/printers/kyaml-text.ts';
import type { OutputObject } from '../../../cmd/printers/output-object.ts';
import { yamlText } from '../../../cmd/printers/yaml-text.ts';

const words = (word: string, count: number): string => Array.from({ length: count }, () => word).join(' ');

/** What the reference printed for these texts, observed on kubeadm 1.36.2. */
const YAML: readonly (readonly [string, string])[] = [
  ['plain', 'plain'],
  ['true', '"true"'],
  ['1e3', '"1e3"'],
  ['2020-01-01', '"2020-01-01"'],
  ["it's: a colon", "'it''s: a colon'"],
  [' padded ', "' padded '"],
  ['a #b', "'a #b'"],
  ['a\tb', '"a\\tb"'],
  ['x\r\ny', '"x\\r\\ny"'],
  ['\u2028 sep \u0007 bell', '"\\L sep \\a bell"'],
  ['café \u{1F600}', '"café \\U0001F600"'],
  ['bom\ufeffx', '"bom\\uFEFFx"'],
  ['line1\nline2\n', '|\n  line1\n  line2'],
  ['line1\nline2', '|-\n  line1\n  line2'],
  ['\nleading', '|2-\n\n  leading'],
  ['line \nend', '"line \\nend"'],
  [words('word', 30), `${words('word', 15)}\n  ${words('word', 15)}`],
  [`'${words('word', 18)}`, `'''${words('word', 14)}\n  ${words('word', 4)}'`],
  [`q\t${words('word', 16)}`, `"q\\t${words('word', 14)}\n  ${words('word', 2)}"`],
  [`q\t${words('two  spaces', 7)}`, `"q\\t${words('two  spaces', 5)} two\n  \\ spaces two  spaces"`],
];

describe('YAML as the reference prints it', () => {
  for (const [text, shown] of YAML) {
    it(`writes ${JSON.stringify(text).slice(0, 40)}`, () => {
      const yaml = yamlText({ a: text });
      if (text.length < 40) expect(yaml).equal(`a: ${shown}\n`);
      expect(load(yaml)).deep.equal({ a: text });
      for (const line of yaml.split('\n')) expect(line.length).below(100);
    });
  }

  it('breaks long lines at the first blank beyond column 80', () => {
    const text = 'a very long description that goes on and on beyond the padding of fifty-six characters, and more';
    expect(yamlText({ description: text })).equal(
      'description: a very long description that goes on and on beyond the padding of fifty-six\n  characters, and more\n',
    );
    expect(yamlText({ description: `${words('word', 20)} ` })).equal(
      `description: '${words('word', 14)}\n  ${words('word', 6)} '\n`,
    );
    expect(yamlText({ description: `dq\t${words('two  spaces', 8)}` })).equal(
      `description: "dq\\t${words('two  spaces', 5)} two\n  \\ spaces two  spaces two  spaces"\n`,
    );
  });

  it('sorts fields, puts items at the indent of their key, and leaves out what is absent', () => {
    const object: OutputObject = {
      kind: 'K',
      apiVersion: 'v',
      gone: undefined,
      list: ['b', 'a'],
      inner: { z: 1, y: true },
    };
    expect(yamlText(object)).equal('apiVersion: v\ninner:\n  "y": true\n  z: 1\nkind: K\nlist:\n- b\n- a\n');
    expect(yamlText({ list: [{ b: '1', a: 'x' }], none: [] })).equal('list:\n- a: x\n  b: "1"\nnone: []\n');
  });
});

describe('JSON as the reference prints it', () => {
  it('has four blanks, the order of the fields, and escapes what HTML would take for its own', () => {
    expect(jsonText({ kind: 'K', a: '<b>&\u2028', gone: undefined, list: ['x'] })).equal(
      '{\n    "kind": "K",\n    "a": "\\u003cb\\u003e\\u0026\\u2028",\n    "list": [\n        "x"\n    ]\n}\n',
    );
  });
});

describe('KYAML as the reference prints it', () => {
  it('quotes every text, and keeps the order of the fields', () => {
    expect(kyamlText({ kind: 'K', list: ['x', 'y'], n: 1, gone: undefined })).equal(
      '---\n{\n  kind: "K",\n  list: [\n    "x",\n    "y",\n  ],\n  n: 1,\n}\n',
    );
  });

  for (const [text, shown] of [
    ['a\tb "q" \\', '"a\tb \\"q\\" \\\\"'],
    ['\u2028 sep \u0007 bell\0\u001b', '"\\L sep \\a bell\\0\\e"'],
    ['nbsp\u00a0 bom\ufeff \u{1F600} ä', '"nbsp\\_ bom\\ufeff \u{1F600} ä"'],
    ['x\r\ny', '"\\\n     x\\r\\n\\\n     y\\\n    "'],
    ['line1\nline2\n', '"\\\n     line1\\n\\\n     line2\\n\\\n    "'],
    ['x\n  y\n\n\tz', '"\\\n     x\\n\\\n    \\  y\\n\\\n     \\n\\\n    \\\tz\\\n    "'],
  ] as const) {
    it(`writes ${JSON.stringify(text)}`, () => {
      expect(kyamlText({ a: text })).equal(`---\n{\n  a: ${shown},\n}\n`);
      expect(load(kyamlText({ a: text }))).deep.equal({ a: text });
    });
  }
});
