// Mocha's own report, and one line at the very end that CI and people read first. Mocha loads reporters with
// `require`, before TypeScript can be read: hence this format.
const { reporters } = require('mocha');

module.exports = class SummaryReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    process.once('exit', () => {
      const { passes, failures, pending } = this.stats;
      process.stdout.write(`${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
};
