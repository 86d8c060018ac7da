import { matchingBlocks } from './matching-blocks.ts';

/** How a difference is shown. */
export interface UnifiedDiffOptions {
  /** What stands behind `---`. */
  readonly from: string;
  /** What stands behind `+++`. */
  readonly to: string;
  /** Unchanged lines around each difference; less than 0 counts as 0. */
  readonly context: number;
}

/** One stretch of both texts, equal or not; ends are excluded. */
interface Stretch {
  readonly equal: boolean;
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/**
 * What has to change in one text to make it the other, in the unified format of diff(1). As in the reference, what
 * follows the last line feed counts as a line, empty or not.
 *
 * @returns an empty text where nothing differs
 */
export function unifiedDiff(before: string, after: string, { from, to, context }: UnifiedDiffOptions): string {
  if (before === after) return '';
  const [a, b] = [before.split('\n'), after.split('\n')];
  const hunks = hunksOf(stretchesOf(a, b), Math.max(context, 0));
  return [`--- ${from}`, `+++ ${to}`, ...hunks.flatMap((hunk) => hunkLines(hunk, a, b)), ''].join('\n');
}

function stretchesOf(a: readonly string[], b: readonly string[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let [at, bt] = [0, 0];
  for (const block of [...matchingBlocks(a, b), { a: a.length, b: b.length, length: 0 }]) {
    if (at < block.a || bt < block.b) stretches.push({ equal: false, a: at, aEnd: block.a, b: bt, bEnd: block.b });
    [at, bt] = [block.a + block.length, block.b + block.length];
    if (block.length > 0) stretches.push({ equal: true, a: block.a, aEnd: at, b: block.b, bEnd: bt });
  }
  return stretches;
}

/** Differences that are near to each other stand in one hunk. */
function hunksOf(stretches: readonly Stretch[], context: number): readonly (readonly Stretch[])[] {
  const hunks: Stretch[][] = [];
  let current: Stretch[] = [];
  const close = (): void => {
    if (current.some(({ equal }) => !equal)) hunks.push(current);
    current = [];
  };
  stretches.forEach((stretch, index) => {
    if (!stretch.equal) return current.push(stretch);
    const [first, last] = [index === 0, index === stretches.length - 1];
    const length = stretch.aEnd - stretch.a;
    if (!first && !last && length <= 2 * context) return current.push(stretch);
    if (!first) current.push({ ...stretch, ...ended(stretch, Math.min(length, context)) });
    close();
    if (!last) current.push({ ...stretch, ...begun(stretch, Math.min(length, context)) });
    return undefined;
  });
  close();
  return hunks;
}

function ended({ a, b }: Stretch, length: number): Pick<Stretch, 'aEnd' | 'bEnd'> {
  return { aEnd: a + length, bEnd: b + length };
}

function begun({ aEnd, bEnd }: Stretch, length: number): Pick<Stretch, 'a' | 'b'> {
  return { a: aEnd - length, b: bEnd - length };
}

function hunkLines(hunk: readonly Stretch[], a: readonly string[], b: readonly string[]): readonly string[] {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (first === undefined || last === undefined) return [];
  const head = `@@ -${range(first.a, last.aEnd)} +${range(first.b, last.bEnd)} @@`;
  const lines = hunk.flatMap((stretch) => {
    const old = a.slice(stretch.a, stretch.aEnd);
    if (stretch.equal) return old.map((line) => ` ${line}`);
    const fresh = b.slice(stretch.b, stretch.bEnd);
    return [...old.map((line) => `-${line}`), ...fresh.map((line) => `+${line}`)];
  });
  return [head, ...lines];
}

/** Lines count from 1; no lines at all stand behind the line before them. */
function range(begin: number, end: number): string {
  const length = end - begin;
  if (length === 1) return String(begin + 1);
  return `${length === 0 ? begin : begin + 1},${length}`;
}
