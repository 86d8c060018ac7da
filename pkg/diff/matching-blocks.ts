/** Lines that are the same in both texts: `length` of them, from `a` on in the first and from `b` on in the second. */
export interface Block {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** A part of both texts, `end` excluded. */
interface Span {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/**
 * What two lists of lines have in common, as Ratcliff and Obershelp find it: the longest run of equal lines (the
 * earliest of several), then the same before and behind it. Not the shortest edit, but the one that reads best.
 *
 * @returns blocks in their order, none of them empty, neighbours joined
 */
export function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Block[] {
  const places = placesOf(b);
  const blocks: Block[] = [];
  const search = (span: Span): void => {
    const best = longest(a, places, span);
    if (best.length === 0) return;
    search({ ...span, aEnd: best.a, bEnd: best.b });
    add(blocks, best);
    search({ ...span, a: best.a + best.length, b: best.b + best.length });
  };
  search({ a: 0, aEnd: a.length, b: 0, bEnd: b.length });
  return blocks;
}

function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const known = places.get(line);
    if (known === undefined) places.set(line, [index]);
    else known.push(index);
  });
  return places;
}

/** One pass over the first text, which remembers how long the run is that ends at each place of the second. */
function longest(a: readonly string[], places: ReadonlyMap<string, readonly number[]>, span: Span): Block {
  let best: Block = { a: span.a, b: span.b, length: 0 };
  let running = new Map<number, number>();
  for (let at = span.a; at < span.aEnd; at += 1) {
    const next = new Map<number, number>();
    for (const place of places.get(a[at] ?? '') ?? []) {
      if (place < span.b || place >= span.bEnd) continue;
      const length = (running.get(place - 1) ?? 0) + 1;
      next.set(place, length);
      if (length > best.length) best = { a: at - length + 1, b: place - length + 1, length };
    }
    running = next;
  }
  return best;
}

function add(blocks: Block[], block: Block): void {
  const last = blocks.at(-1);
  if (last === undefined || last.a + last.length !== block.a || last.b + last.length !== block.b) blocks.push(block);
  else blocks.splice(-1, 1, { ...last, length: last.length + block.length });
}
