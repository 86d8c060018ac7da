/**
 * Whether `actual` already says everything that `wanted` says. Fields that only `actual` has (defaults and status
 * that the API server adds) do not matter; lists must have the same length and order.
 */
export function includes(actual: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((item, index) => includes(actual[index], item))
    );
  }
  if (isRecord(wanted)) {
    const holder = isRecord(actual) ? actual : {};
    return Object.entries(wanted).every(
      ([key, value]) => includes(holder[key], value) || isEmptied(holder[key], value),
    );
  }
  return actual === wanted;
}

/** The API server drops empty values: `resources: {}` wanted, nothing there. */
function isEmptied(actual: unknown, wanted: unknown): boolean {
  if (actual !== undefined && actual !== null) return false;
  if (wanted === null || wanted === '' || wanted === 0 || wanted === false) return true;
  if (Array.isArray(wanted)) return wanted.length === 0;
  return isRecord(wanted) && Object.values(wanted).every((value) => isEmptied(undefined, value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
