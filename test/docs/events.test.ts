import { readFileSync } from 'node:fs';
import { expect } from 'chai';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
/** First cells of the rows of all tables. */
const documented = [...text('docs/events.md').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);

describe('docs/events.md', () => {
  it('has a row for every kind of change', () => {
    const kinds = [...text('pkg/host/change.ts').matchAll(/readonly kind: '([a-z-]+)'/g)].map(([, kind]) => kind);
    expect(kinds).lengthOf.above(10);
    expect(documented).include.members(kinds);
  });

  it('has a row for every type of line', () => {
    const types = [...text('pkg/events/event.ts').matchAll(/readonly type: '([a-z-]+)'/g)].map(([, type]) => type);
    expect(types).lengthOf.above(10);
    expect(documented).include.members(types);
  });
});
