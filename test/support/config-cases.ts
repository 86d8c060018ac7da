import { expect } from 'chai';
import { loadText, VALIDATE } from './config-loading.ts';
import { failureOf } from './failure.ts';
import { schemaFaults } from './schema-faults.ts';

/** Input, and what the error must say; without that, the input is good. The row is that of the reference's table. */
export type ConfigCase = readonly [row: number, what: string, text: string, error?: RegExp];

/** Reads a text; fails where it is no good. Those that read one kind find it in the first document. */
type Load = (text: string) => Promise<unknown>;

const loadInit: Load = (text) => loadText(text, VALIDATE);

/**
 * A test for each case: files are judged as the reference's `config validate` judges them. The JSON Schema takes all that
 * are good.
 *
 * @param load - of `init` unless given
 */
export function judgeConfigCases(cases: readonly ConfigCase[], load: Load = loadInit): void {
  for (const [row, what, text, error] of cases) {
    it(`${row}: ${error === undefined ? 'takes' : 'refuses'} ${what}`, async () => {
      if (error === undefined) {
        await load(text);
        return void expect(schemaFaults(text, load === loadInit ? 'all' : 'first'), 'the JSON Schema').to.deep.equal(
          [],
        );
      }
      const failure = await failureOf(load(text));
      expect(failure.code).to.equal('invalid-configuration');
      expect(failure.message).to.match(error);
      expect(failure.hint).to.be.a('string');
    });
  }
}
