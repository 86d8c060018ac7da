import { expect } from 'chai';
import { residualTime } from '../../../cmd/certs/residual-time.ts';
import { timeSpan } from '../../../cmd/certs/warn-window.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the residual time of a certificate', () => {
  for (const [milliseconds, text] of [
    [-2 * SECOND, '<invalid>'],
    [-1 * SECOND, '0s'],
    [0, '0s'],
    [119 * SECOND, '119s'],
    [2 * MINUTE, '2m'],
    [2 * MINUTE + 5 * SECOND, '2m5s'],
    [10 * MINUTE + 5 * SECOND, '10m'],
    [179 * MINUTE, '179m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + MINUTE, '3h1m'],
    [47 * HOUR, '47h'],
    [48 * HOUR, '2d'],
    [7 * DAY + 5 * HOUR, '7d5h'],
    [8 * DAY + 5 * HOUR, '8d'],
    [729 * DAY, '729d'],
    [730 * DAY, '2y'],
    [731 * DAY, '2y1d'],
    [3649 * DAY, '9y'],
  ] as const)
    it(`of ${milliseconds} ms is ${text}`, () => expect(residualTime(milliseconds)).equal(text));
});

describe('--warn-within', () => {
  it('takes days, Go durations, and both', () => {
    const span = (text: string) => timeSpan(text, 'warn-within');
    expect([span('30d'), span('12h'), span('1d12h30m'), span('0')]).deep.equal([
      ...[30 * DAY, 12 * HOUR, 36.5 * HOUR, 0],
    ]);
  });

  for (const text of ['', '30', '-5h', 'd', '5w', '30 days'])
    it(`does not take "${text}"`, () => expect(() => timeSpan(text, 'warn-within')).throw('no time span'));
});
