import { expect } from 'chai';
import { isGlobalUnicast, isLoopback, parseAddress, type Address } from '../../../pkg/net/address.ts';

const parse = (text: string): Address => parseAddress(text)!;

describe('parseAddress', () => {
  const good: readonly (readonly [string, string])[] = [
    ['10.0.0.1', '10.0.0.1'],
    ['010.0.0.001', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['FD00:0:0::1', 'fd00::1'],
    ['::', '::'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::1.2.3.4', '::102:304'],
  ];
  for (const [text, canonical] of good)
    it(`reads ${text} as ${canonical}`, () => expect(parse(text).text).to.equal(canonical));

  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1.2.3.a',
    ' 1.2.3.4',
    '0x7f.0.0.1',
    'fe80::1%eth0',
    'fd00::g',
    '[fd00::1]',
    '1::2::3',
    'example.com',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseAddress(text)).to.equal(undefined));
  }
});

describe('isGlobalUnicast', () => {
  for (const text of ['10.0.0.1', '192.168.1.1', '8.8.8.8', 'fd00::1', '2001:db8::1'])
    it(`is true of ${text}`, () => expect(isGlobalUnicast(parse(text))).to.equal(true));
  for (const text of [
    '0.0.0.0',
    '127.0.0.1',
    '169.254.1.1',
    '224.0.0.1',
    '239.1.1.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'febf::1',
    'ff02::1',
  ]) {
    it(`is false of ${text}`, () => expect(isGlobalUnicast(parse(text))).to.equal(false));
  }
});

describe('isLoopback', () => {
  it('knows both families', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '128.0.0.1', '::2'].map((text) => isLoopback(parse(text)))).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
