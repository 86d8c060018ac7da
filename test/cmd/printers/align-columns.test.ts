import { expect } from 'chai';
import { alignColumns, padTo } from '../../../cmd/printers/align-columns.ts';

const OPTIONS = { minWidth: 4, padding: 2 };
const aligned = (...rows: readonly (readonly string[])[]): readonly string[] => alignColumns(rows, OPTIONS).split('\n');

describe('alignColumns', () => {
  it('makes a column as wide as its widest cell, and leaves the last cell as it is', () => {
    expect(aligned(['a', 'b', 'c'], ['longer', 'b', 'c '])).deep.equal(['a       b   c', 'longer  b   c ']);
  });

  it('aligns only lines next to each other that have the column', () => {
    expect(aligned(['wide cell', 'x'], ['alone'], ['a', 'x'])).deep.equal(['wide cell  x', 'alone', 'a   x']);
  });

  it('takes line feeds and tabs inside of a cell for what they are', () => {
    expect(aligned(['a', 'two\nlines\tx', 'b'])).deep.equal(['a      two', 'lines  x   b']);
  });

  it('counts characters, not the halves that JavaScript stores', () => {
    expect(padTo('\u{1F600}', 3)).equal('\u{1F600}  ');
    expect(aligned(['\u{1F600}\u{1F600}\u{1F600}', 'x'])).deep.equal(['\u{1F600}\u{1F600}\u{1F600}  x']);
  });
});
