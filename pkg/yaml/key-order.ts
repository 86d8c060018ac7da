const LETTER = /^\p{L}$/u;
const DIGIT = /^[0-9]$/;

/**
 * The order in which Go's YAML writer prints the keys of a mapping: by character, other characters before letters,
 * and runs of digits as numbers (`a2` before `a10`).
 *
 * @returns negative when `left` comes first, positive when `right` does, 0 when they are the same
 */
export function compareKeys(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  const at = a.findIndex((character, index) => character !== b[index]);
  if (at === -1 || at >= b.length) return a.length - b.length;
  const characterA = a[at] ?? '';
  const characterB = b[at] ?? '';
  const letterA = LETTER.test(characterA);
  const letterB = LETTER.test(characterB);
  if (letterA !== letterB) return letterA ? 1 : -1;
  const numbers = letterA ? 0 : compareDigitRuns(a, b, at);
  return numbers !== 0 ? numbers : codePoint(characterA) - codePoint(characterB);
}

/** Compare the numbers that begin at `at`, where the texts first differ; 0 when there are none. */
function compareDigitRuns(a: readonly string[], b: readonly string[], at: number): number {
  const runA = digitRun(a, at);
  const runB = digitRun(b, at);
  // A zero inside a number that began before this place counts as a digit, not as padding.
  const inside = (a[at] === '0' || b[at] === '0') && startsInsideNumber(a, at) ? '1' : '';
  const difference = Number(inside + runA) - Number(inside + runB);
  return difference !== 0 ? difference : runA.length - runB.length;
}

function digitRun(text: readonly string[], from: number): string {
  let end = from;
  while (DIGIT.test(text[end] ?? '')) end += 1;
  return text.slice(from, end).join('');
}

function startsInsideNumber(text: readonly string[], at: number): boolean {
  for (let index = at - 1; index >= 0 && DIGIT.test(text[index] ?? ''); index -= 1) {
    if (text[index] !== '0') return true;
  }
  return false;
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
