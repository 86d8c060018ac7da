import fc from 'fast-check';
import { ODD_SCALARS } from './words.ts';

/** Changes a text a little; what comes out need not be YAML. */
export type Mutation = (text: string) => string;

const OTHER_TEXT: readonly string[] = [
  '\t',
  '\0',
  '\r',
  '\u0085',
  '\u2028',
  '\uFEFF',
  '\uFFFD',
  '\ud800',
  '\u0007',
  ': ',
  '- ',
  '---\n',
  '--- x\n',
  '...\n',
  '<<: *a\n',
  '<<: {clusterName: merged}\n',
  '#',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a ',
  '*a',
  '!!str ',
  '%YAML 1.1\n---\n',
  '? x\n',
  'kind: Twice\n',
  'unknownField: 1\n',
  'clusterName: again\n',
];

/** Where, as a share of the text, so that shrinking keeps its meaning. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
const at = (text: string, where: number): number => Math.floor(where * text.length);

const inserted = fc.tuple(share, fc.constantFrom(...OTHER_TEXT)).map(
  ([where, what]): Mutation =>
    (text) =>
      text.slice(0, at(text, where)) + what + text.slice(at(text, where)),
);

const cut = fc.tuple(share, fc.integer({ min: 1, max: 20 })).map(
  ([where, length]): Mutation =>
    (text) =>
      text.slice(0, at(text, where)) + text.slice(at(text, where) + length),
);

/** Something else stands in a line, or two lines trade places. */
const lineChanged = fc
  .tuple(share, fc.constantFrom('double', 'drop', 'indent', 'outdent', 'tab', 'swap', 'misspell', 'upper'))
  .map(
    ([where, how]): Mutation =>
      (text) =>
        changedLine(text, where, how),
  );

const oddScalar = fc.tuple(share, fc.constantFrom(...ODD_SCALARS)).map(
  ([where, what]): Mutation =>
    (text) =>
      onLine(text, where, (line) => [line.replace(/:.*/s, `: ${what}`)]),
);

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(fc.oneof(inserted, cut, lineChanged, oddScalar), {
  minLength: 0,
  maxLength: 3,
});

function changedLine(text: string, where: number, how: string): string {
  return onLine(text, where, (line, next) => {
    switch (how) {
      case 'double':
        return [line, line];
      case 'drop':
        return [];
      case 'indent':
        return [` ${line}`];
      case 'outdent':
        return [line.replace(/^ /, '')];
      case 'tab':
        return [`\t${line}`];
      case 'swap':
        return next === undefined ? [line] : [next, line];
      case 'misspell':
        return [line.replace(/([a-z])([a-z])(\w*:)/, '$2$1$3')];
      default:
        return [line.toUpperCase()];
    }
  });
}

function onLine(text: string, where: number, change: (line: string, next?: string) => readonly string[]): string {
  const lines = text.split('\n');
  const index = Math.min(lines.length - 1, Math.floor(where * lines.length));
  return [...lines.slice(0, index), ...change(lines[index]!, lines[index + 1]), ...lines.slice(index + 1)].join('\n');
}
