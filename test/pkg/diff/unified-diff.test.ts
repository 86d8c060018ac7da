import { expect } from 'chai';
import fc from 'fast-check';
import { unifiedDiff } from '../../../pkg/diff/unified-diff.ts';

const show = (before: string, after: string, context = 3) =>
  unifiedDiff(before, after, { from: 'old', to: 'new', context });

const TEN = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n';

describe('unifiedDiff', () => {
  it('says nothing about equal texts', () => {
    expect(show(TEN, TEN)).equal('');
  });

  it('shows a change with the lines around it', () => {
    expect(show(TEN, TEN.replace('e', 'E'))).equal(
      '--- old\n+++ new\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
    );
  });

  it('shows nothing but the change without context', () => {
    const after = TEN.replace('e\n', 'E\nE\n').replace('i\n', '');
    expect(show(TEN, after, 0)).equal('--- old\n+++ new\n@@ -5 +5,2 @@\n-e\n+E\n+E\n@@ -9 +9,0 @@\n-i\n');
  });

  it('joins changes that are near to each other, and parts those that are not', () => {
    const after = TEN.replace('b', 'B').replace('i', 'I');
    expect(show(TEN, after, 3).match(/^@@/gm)).length(1);
    expect(show(TEN, after, 2).match(/^@@/gm)).length(2);
  });

  it('counts what follows the last line feed as a line, as the reference does', () => {
    expect(show('a\n', 'b\n')).equal('--- old\n+++ new\n@@ -1,2 +1,2 @@\n-a\n+b\n \n');
    expect(show('a', 'a\n')).equal('--- old\n+++ new\n@@ -1 +1,2 @@\n a\n+\n');
  });

  it('takes a negative number of lines for none', () => {
    expect(show(TEN, TEN.replace('e', 'E'), -1)).equal(show(TEN, TEN.replace('e', 'E'), 0));
  });

  it('leads from one text to the other, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        // with everything as context there is one hunk, which holds both texts
        const lines = show(before, after, 100).split('\n').slice(3, -1);
        const side = (mark: string): string =>
          lines.flatMap((line) => (line[0] === ' ' || line[0] === mark ? [line.slice(1)] : [])).join('\n');
        if (before === after) expect(lines).deep.equal([]);
        else expect([side('-'), side('+')]).deep.equal([before, after]);
      }),
    );
  });
});
