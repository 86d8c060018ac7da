import { expect } from 'chai';
import { parseGoUrl } from '../../../pkg/net/go-url.ts';

describe('parseGoUrl, as the reference judges URLs', () => {
  const good: readonly (readonly [text: string, scheme: string, path: string])[] = [
    ['https://a:2379', 'https', ''],
    ['HTTPS://10.0.0.1:2379/', 'https', '/'],
    ['a:2379', 'a', ''],
    ['unix:///run/a%20b.sock', 'unix', '/run/a b.sock'],
    ['file:/etc/h%C3%B6st', 'file', '/etc/höst'],
    ['/etc/hosts?x', '', '/etc/hosts'],
    ['http://', 'http', ''],
    ['http://a:', 'http', ''],
    ['http://a:99999', 'http', ''],
    ['http://[fe80::1%25en0]:1', 'http', ''],
    ['http://user:p@ss@h/x', 'http', '/x'],
    ['http://a<b>', 'http', ''],
    ['http://a%8ab', 'http', ''],
    ['http://a]b', 'http', ''],
    ['http:?x', 'http', ''],
    ['a/b:c', '', 'a/b:c'],
    ['///x', '', '///x'],
  ];
  for (const [text, scheme, path] of good)
    it(`reads ${text}`, () => expect(parseGoUrl(text)).to.deep.equal({ scheme, path }));

  const bad = [
    '://a',
    ':a',
    '10.0.0.1:2379',
    'http://a b',
    'http://[::1',
    'http://[a]',
    'http://[1.2.3.4]',
    'http://a:b',
  ];
  const alsoBad = [
    'http://a:1:2',
    'http://::1',
    'http://%41',
    'http://%zz',
    'http://a/%zz',
    'http://a#%zz',
    'http://a\u0000',
  ];
  const hosts = [
    'http://a{b}',
    'http://a^b',
    'http://a|b',
    'http://a\\b',
    'http://a`b',
    'http://us er@a',
    'http://[::1%25]',
  ];
  for (const text of [...bad, ...alsoBad, ...hosts])
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseGoUrl(text)).to.equal(undefined));
});
