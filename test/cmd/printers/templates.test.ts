import { expect } from 'chai';
import { objectPrinter } from '../../../cmd/printers/object-printer.ts';
import type { OutputObject } from '../../../cmd/printers/output-object.ts';
import { failureOf } from '../../support/failure.ts';

const OBJECT: OutputObject = {
  kind: 'K',
  token: 'abcdef.0123456789abcdef',
  description: undefined,
  usages: ['authentication', 'signing'],
  inner: { b: '2', a: '1' },
};

async function printed(format: string, allowMissing = true): Promise<string> {
  const readFile = async (path: string) => (path === '/t' ? '{{.kind}}' : undefined);
  return (await objectPrinter(format, { allowMissing, more: ['text'], readFile }))(OBJECT, 0);
}

describe('JSONPath templates', () => {
  for (const [template, text] of [
    ['{.token}', 'abcdef.0123456789abcdef'],
    ['{.kind} {"\\n"}{\'x\'}', 'K \nx'],
    ['{.usages}', '["authentication","signing"]'],
    ['{.usages[*]}', 'authentication signing'],
    ['{.usages[0]}{.usages[-1]}', 'authenticationsigning'],
    ['{range .usages[*]}<{@}>{end}.', '<authentication><signing>.'],
    ["{['kind']}{.inner.a}", 'K1'],
    ['{.inner}', '{"a":"1","b":"2"}'],
    ['{.inner.*}', '2 1'],
    ['{.description}{.nothing}', ''],
    ['.kind', '.kind'],
  ] as const) {
    it(`print ${template}`, async () => expect(await printed(`jsonpath=${template}`)).equal(text));
  }

  it('print what they lead to as a JSON list', async () => {
    expect(await printed('jsonpath-as-json={.usages[*]}')).equal('[\n    "authentication",\n    "signing"\n]\n');
  });

  for (const template of [
    '{.usages[?(@=="signing")]}',
    '{..kind}',
    '{.usages[0:1]}',
    '{range .usages[*]}',
    '{end}',
    '{',
  ]) {
    it(`are refused where they are not understood: ${template}`, async () => {
      const error = await failureOf(printed(`jsonpath=${template}`));
      expect(error.code).equal('invalid-template');
      expect(error.message).include(template);
      expect(error.hint).include('jq');
    });
  }

  it('may be asked to lead somewhere', async () => {
    const error = await failureOf(printed('jsonpath={.nothing}', false));
    expect(error.message).include('"nothing"');
  });
});

describe('Go templates', () => {
  for (const [template, text] of [
    ['{{.token}} {{.ttl}}{{"\\n"}}', 'abcdef.0123456789abcdef <no value>\n'],
    ['{{.usages}} {{.inner}}', '[authentication signing] map[a:1 b:2]'],
    ['{{range .usages}}<{{.}}>{{else}}none{{end}}', '<authentication><signing>'],
    ['{{range .description}}x{{else}}none{{end}}', 'none'],
    ['{{if .description}}D{{else}}-{{end}}{{if .kind}}K{{end}}', '-K'],
    ['{{with .inner}}{{.a}}{{end}}', '1'],
    ['a {{- .kind -}} \n b{{/* nothing */}}', 'aKb'],
    ['{{`raw`}}', 'raw'],
  ] as const) {
    it(`print ${template}`, async () => {
      expect(await printed(`go-template=${template}`)).equal(text);
      expect(await printed(`template=${template}`)).equal(text);
    });
  }

  it('may stand in a file', async () => {
    expect(await printed('go-template-file=/t')).equal('K');
    expect((await failureOf(printed('templatefile=/nowhere'))).message).include('/nowhere');
  });

  for (const template of [
    '{{len .token}}',
    '{{$x := .kind}}',
    '{{.kind | print}}',
    '{{if .kind}}',
    '{{end}}',
    '{{else}}',
    'token {{.token',
  ]) {
    it(`are refused where they are not understood: ${template}`, async () => {
      expect((await failureOf(printed(`go-template=${template}`))).code).equal('invalid-template');
    });
  }

  it('may be asked to name only what is there', async () => {
    expect((await failureOf(printed('go-template={{.nothing}}', false))).message).include('"nothing"');
  });
});

describe('the output format', () => {
  it('may be written in capitals, but for templates', async () => {
    expect(await printed('JSON')).equal(await printed('json'));
    expect((await failureOf(printed('JSONPATH={.kind}'))).code).equal('invalid-flag');
  });

  it('is refused with all that there are', async () => {
    const error = await failureOf(printed('wide'));
    expect(error.message).include('"wide"');
    expect(error.hint).include('json, ').and.include('kyaml').and.include('jsonpath=...').and.include('text');
  });

  it('needs its template', async () => {
    for (const format of ['jsonpath', 'jsonpath=', 'go-template']) {
      expect((await failureOf(printed(format))).hint).include('.token}');
    }
  });
});
