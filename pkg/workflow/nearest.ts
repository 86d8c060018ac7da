/** From this length on, the beginning of just one name means that name. */
const LEAST_BEGINNING = 3;

/** The known name that differs least from a given one or begins with it, when it is near enough to be meant. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const longer = given.length < LEAST_BEGINNING ? [] : known.filter((name) => name.startsWith(given));
  if (longer.length === 1) return longer[0];
  const scored = known.map((name) => ({ name, distance: editDistance(given, name) }));
  scored.sort((a, b) => a.distance - b.distance);
  const best = scored[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(given.length / 3)) ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
