/** A long value says nothing more at its hundredth character. */
const MAX_SHOWN = 160;

/** Where two values differ, a line each: `path: theirs ..., ours ...`. Keys' order does not matter, that of lists does. */
export function differences(theirs: unknown, ours: unknown, path = ''): readonly string[] {
  if (Array.isArray(theirs) && Array.isArray(ours)) return listDifferences(theirs, ours, path);
  if (isRecord(theirs) && isRecord(ours))
    return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((key) =>
      differences(theirs[key], ours[key], path === '' ? key : `${path}.${key}`),
    );
  if (Object.is(theirs, ours)) return [];
  const lines = typeof theirs === 'string' && typeof ours === 'string' ? differentLine(theirs, ours) : undefined;
  const [left, right] = lines ?? [theirs, ours];
  return [`${path}: theirs ${shown(left)}, ours ${shown(right)}`];
}

function listDifferences(theirs: readonly unknown[], ours: readonly unknown[], path: string): readonly string[] {
  const texts = (list: readonly unknown[]): readonly string[] => list.map((item) => JSON.stringify(item));
  const [left, right] = [texts(theirs), texts(ours)];
  if (left.length === right.length && left.every((text, index) => text === right[index])) return [];
  const lacking = left.filter((text) => !right.includes(text));
  const more = right.filter((text) => !left.includes(text));
  if (lacking.length === 0 && more.length === 0)
    return [`${path}: another order: theirs ${shown(theirs)}, ours ${shown(ours)}`];
  if (theirs.length === ours.length && theirs.some(isRecord))
    return theirs.flatMap((item, index) => differences(item, ours[index], `${path}[${index}]`));
  return [
    ...lacking.map((text) => `${path}: only theirs: ${shown(text)}`),
    ...more.map((text) => `${path}: only ours: ${shown(text)}`),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of texts of several lines the first that differs. */
function differentLine(theirs: string, ours: string): readonly [string, string] | undefined {
  const [left, right] = [theirs.split('\n'), ours.split('\n')];
  if (left.length < 2 && right.length < 2) return undefined;
  const index = left.findIndex((line, at) => line !== right[at]);
  const at = index < 0 ? left.length : index;
  return [`line ${at + 1}: ${left[at] ?? '(end)'}`, `line ${at + 1}: ${right[at] ?? '(end)'}`];
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
