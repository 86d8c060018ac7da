import { expect } from 'chai';
import { clockAhead, clocksDiffer, describeDifference } from '../../../pkg/discovery/clock-difference.ts';

describe("the difference to the server's clock", () => {
  const now = new Date('2026-01-02T03:04:05Z');
  const answer = (headers?: Record<string, string>) => ({
    status: 200,
    body: '',
    ...(headers === undefined ? {} : { headers }),
  });

  it('is measured by the Date header', () => {
    expect(clockAhead(answer({ date: 'Fri, 02 Jan 2026 03:00:00 GMT' }), now)).to.equal(245_000);
    expect(clockAhead(answer({ date: 'Fri, 02 Jan 2026 04:04:05 GMT' }), now)).to.equal(-3_600_000);
  });

  it('is not known without one', () => {
    const unclear: readonly (Record<string, string> | undefined)[] = [undefined, {}, { date: '' }, { date: 'soon' }];
    for (const headers of unclear) expect(clockAhead(answer(headers), now)).to.equal(undefined);
  });

  it('matters from three minutes on', () => {
    expect([180_000, -180_000, 0, undefined].map(clocksDiffer)).to.deep.equal([false, false, false, false]);
    expect([181_000, -181_000].map(clocksDiffer)).to.deep.equal([true, true]);
  });

  for (const [ahead, words] of [
    [245_000, '4m 5s ahead of'],
    [-7_500_000, '2h 5m behind'],
    [-86_400_000, '1d behind'],
    [200_000_000, '2d 7h ahead of'],
    [59_600, '1m ahead of'],
  ] as const) {
    it(`of ${ahead} ms is told as ${words}`, () => {
      expect(describeDifference(ahead)).to.equal(`this machine's clock is ${words} that of the API server`);
    });
  }
});
