import type { JsonValue } from '../../../kube/kube-object.ts';
import { field, map, string, type Fields, type StructSchema } from '../../schema/schema.ts';

/** The fields of a struct but for those that came later. */
export function without<F extends Fields, K extends keyof F & string>(
  schema: StructSchema<F>,
  ...later: readonly K[]
): Omit<F, K> {
  const fields = Object.entries(schema.fields).filter(([name]) => !later.some((each) => each === name));
  return Object.fromEntries(fields) as unknown as Omit<F, K>;
}

/** Arguments by their names: each once, and in no order. */
export const argumentMap = (doc: string, example: JsonValue = { v: '2' }) => field(map(string()), doc, { example });
