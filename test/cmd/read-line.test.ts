import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { readLine } from '../../cmd/cli/read-line.ts';

describe('reading a line from standard input', () => {
  const never = new AbortController().signal;

  for (const [what, pieces, line] of [
    ['a line', ['yes\n'], 'yes'],
    ['the first of several lines, however they end', ['y\r\nno\n'], 'y'],
    ['a line in pieces', ['ye', 's', '\nmore'], 'yes'],
    ['an empty line', ['\n'], ''],
  ] as const) {
    it(`takes ${what}`, async () => {
      const input = new PassThrough();
      const answer = readLine(input, never);
      for (const piece of pieces) input.write(piece);
      expect(await answer).equal(line);
      expect(input.isPaused()).equal(true);
      expect(input.listenerCount('data')).equal(0);
    });
  }

  it('takes what there is at the end of input, and knows nothing from an empty line', async () => {
    const some = new PassThrough();
    some.end('y');
    expect(await readLine(some, never)).equal('y');
    const none = new PassThrough();
    none.end();
    expect(await readLine(none, never)).equal(undefined);
  });

  it('takes a broken input for its end', async () => {
    const input = new PassThrough();
    const answer = readLine(input, never);
    input.destroy(new Error('EBADF'));
    expect(await answer).equal(undefined);
  });

  it('gives up when the person interrupts', async () => {
    const stopper = new AbortController();
    const answer = readLine(new PassThrough(), stopper.signal);
    stopper.abort(new Error('interrupted'));
    expect(await answer.catch((error: Error) => error.message)).equal('interrupted');
    expect(await readLine(new PassThrough(), stopper.signal).catch((error: Error) => error.message)).equal(
      'interrupted',
    );
  });
});
