import { expect } from 'chai';
import { loadText, VALIDATE } from './config-loading.ts';
import { failureOf } from './failure.ts';

/** Input, and what the error must say; without that, the input is good. The row is that of the reference's table. */
export type ConfigCase = readonly [row: number, what: string, text: string, error?: RegExp];

/** A test for each case: files are judged as the reference's `config validate` judges them. */
export function judgeConfigCases(cases: readonly ConfigCase[]): void {
  for (const [row, what, text, error] of cases) {
    it(`${row}: ${error === undefined ? 'takes' : 'refuses'} ${what}`, async () => {
      if (error === undefined) return void (await loadText(text, VALIDATE));
      const failure = await failureOf(loadText(text, VALIDATE));
      expect(failure.code).to.equal('invalid-configuration');
      expect(failure.message).to.match(error);
      expect(failure.hint).to.be.a('string');
    });
  }
}
