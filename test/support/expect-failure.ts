import { expect } from 'chai';
import type { Outcome } from './simulated-run.ts';

/** What a run that failed told: one error, one way out, no stack trace; nothing on stdout, and exit code 1. */
export function expectFailure({ code, stdout, stderr }: Outcome, message: RegExp, hint: RegExp): void {
  expect(code, stderr).equal(1);
  expect(stdout).equal('');
  const [, told = '', way = ''] = /^error: ([\s\S]*)\nhint: (.*)\n$/m.exec(stderr) ?? [];
  expect(told).match(message);
  expect(way).match(hint);
  expect(stderr).not.match(/\n\s+at /);
}
