import { expect } from 'chai';
import { parseRfc3339, utcText } from '../../../pkg/token/rfc3339.ts';

describe('times of bootstrap tokens', () => {
  for (const [text, utc, shown] of [
    ['2030-01-02T15:04:05Z', '2030-01-02T15:04:05Z', '2030-01-02T15:04:05Z'],
    ['2030-01-02T15:04:05+00:00', '2030-01-02T15:04:05Z', '2030-01-02T15:04:05Z'],
    ['2030-01-02T15:04:05+02:00', '2030-01-02T13:04:05Z', '2030-01-02T15:04:05+02:00'],
    ['2030-01-01T00:30:00-01:30', '2030-01-01T02:00:00Z', '2030-01-01T00:30:00-01:30'],
    ['2030-01-02T15:04:05.999999Z', '2030-01-02T15:04:05Z', '2030-01-02T15:04:05Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
  ] as const) {
    it(`are read with their offset: ${text}`, () => {
      const time = parseRfc3339(text)!;
      expect(utcText(time.milliseconds)).equal(utc);
      expect(time.text).equal(shown);
    });
  }

  it('keep parts of a second, which count for the remaining life', () => {
    expect(parseRfc3339('2030-01-02T15:04:05.5Z')!.milliseconds % 1000).equal(500);
  });

  for (const text of [
    '',
    'garbage',
    '2030-13-01T00:00:00Z',
    '2029-02-29T00:00:00Z',
    '2030-01-02T24:00:00Z',
    '2030-01-02T15:04:60Z',
    '2030-01-02t15:04:05z',
    '2030-01-02 15:04:05Z',
    '2030-01-02T15:04:05',
    '2030-01-02T15:04:05+0200',
  ]) {
    it(`are not "${text}"`, () => expect(parseRfc3339(text)).equal(undefined));
  }
});
