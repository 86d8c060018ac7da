import { expect } from 'chai';
import fc from 'fast-check';
import {
  formatDuration,
  formatNanoseconds,
  parseDuration,
  parseDurationNanoseconds,
} from '../../../pkg/config/duration.ts';
import { canonicalQuantity } from '../../../pkg/config/quantity.ts';
import { nearest } from '../../../pkg/config/suggestion.ts';

describe('durations', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['0', 0, '0s'],
    ['1h30m', 5_400_000, '1h30m0s'],
    ['1.5h', 5_400_000, '1h30m0s'],
    ['-90s', -90_000, '-1m30s'],
    ['+5m', 300_000, '5m0s'],
    ['.5s', 500, '500ms'],
    ['1.s', 1_000, '1s'],
    ['1500us', 1.5, '1.5ms'],
    ['8760h', 31_536_000_000, '8760h0m0s'],
    ['1h1ns', 3_600_000.000001, '1h0m0.000000001s'],
    ['100µs', 0.1, '100µs'],
    ['3ns', 0.000003, '3ns'],
    ['0s', 0, '0s'],
  ];
  for (const [text, milliseconds, printed] of cases) {
    it(`reads ${text}, and prints ${printed}`, () => {
      expect(parseDuration(text)).to.equal(milliseconds);
      expect(formatDuration(milliseconds)).to.equal(printed);
    });
  }

  for (const text of ['', '5', '1d', 'h', '1h 30m', '--1s', '1.2.3s', '.s', 's', '99999999999h']) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseDuration(text)).to.equal(undefined));
  }

  it('reads back whatever it prints', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
        (size) => parseDurationNanoseconds(formatNanoseconds(size)) === size,
      ),
    );
  });
});

describe('canonicalQuantity', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['0', '0'],
    ['1024Ki', '1Mi'],
    ['1Ki', '1Ki'],
    ['1000Mi', '1000Mi'],
    ['0.5', '500m'],
    ['1500m', '1500m'],
    ['2000m', '2'],
    ['1e3', '1e3'],
    ['12e6', '12e6'],
    ['1000', '1k'],
    ['1024', '1024'],
    ['0.5Gi', '512Mi'],
    ['0.1n', '1n'],
    ['-5', '-5'],
    ['+5', '5'],
    ['1E', '1E'],
    ['100k', '100k'],
    ['', undefined],
    ['5%', undefined],
    ['1ki', undefined],
    ['.', undefined],
    ['1e', undefined],
    ['.5', '500m'],
    ['5.', '5'],
  ];
  for (const [text, canonical] of cases)
    it(`makes ${canonical} of ${JSON.stringify(text)}`, () => expect(canonicalQuantity(text)).to.equal(canonical));
});

describe('nearest', () => {
  const known = ['imageRepository', 'clusterName', 'dns'];
  it('finds what a misspelt word means', () => expect(nearest('imageRepositroy', known)).to.equal('imageRepository'));
  it('finds words in another case', () => expect(nearest('CLUSTERNAME', known)).to.equal('clusterName'));
  it('finds what a word is the beginning of', () => {
    expect(nearest('cluster', known)).to.equal('clusterName');
    expect(nearest('Foo', ['FooBar', 'FooBaz'])).to.equal(undefined);
  });
  it('finds nothing for something else', () => expect(nearest('patches', known)).to.equal(undefined));
});
