import { expect } from 'chai';
import { generateCertificateKey, generateToken, isToken, parseToken } from '../../../pkg/token/bootstrap-token.ts';

describe('bootstrap tokens', () => {
  it('come apart into id and secret', () => {
    expect(parseToken('abcdef.0123456789abcdef')).to.deep.equal({ id: 'abcdef', secret: '0123456789abcdef' });
  });

  for (const text of [
    '',
    'abcdef',
    'abcdef.short',
    'ABCDEF.0123456789abcdef',
    'abcdef.0123456789abcdef\n',
    ' abcdef.0123456789abcdef',
    'abcdef-0123456789abcdef',
    'abcdefg.0123456789abcde',
  ]) {
    it(`are not ${JSON.stringify(text)}`, () => expect(isToken(text)).to.equal(false));
  }

  it('are made anew each time', () => {
    const tokens = Array.from({ length: 200 }, generateToken);
    expect(tokens.every(isToken)).to.equal(true);
    expect(new Set(tokens).size).to.equal(200);
  });

  it('favour no letter', () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 2000; n += 1)
      for (const letter of generateToken().replace('.', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    // 44,000 letters, 36 of them: about 1,222 each; a bias of one in 256 would double four of them.
    expect(counts.size).to.equal(36);
    for (const count of counts.values()) expect(count).to.be.within(950, 1500);
  });
});

describe('generateCertificateKey', () => {
  it('makes 32 bytes as hexadecimal digits', () => {
    expect(generateCertificateKey())
      .to.match(/^[0-9a-f]{64}$/)
      .and.not.equal(generateCertificateKey());
  });
});
