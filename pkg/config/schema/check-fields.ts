import { didYouMean } from '../suggestion.ts';
import { isZero } from './complete.ts';
import type { Field, Schema, StructSchema } from './schema.ts';

/** A value that its field does not allow. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** Run the checks that the schema holds, in the order of the fields. */
export function checkFields(schema: StructSchema, value: object): readonly FieldError[] {
  const errors: FieldError[] = [];
  checkStruct(schema, value as Readonly<Record<string, unknown>>, '', errors);
  return errors;
}

function checkStruct(
  schema: StructSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  errors: FieldError[],
): void {
  for (const [name, field] of Object.entries(schema.fields))
    checkField(field, value[name], path === '' ? name : `${path}.${name}`, errors);
}

function checkField(field: Field, value: unknown, path: string, errors: FieldError[]): void {
  const message = isZero(field.schema, value) ? undefined : field.check?.(value as never);
  if (message !== undefined) errors.push({ path, message });
  checkValue(field.schema, value, path, errors);
}

function checkValue(schema: Schema, value: unknown, path: string, errors: FieldError[]): void {
  if (value === undefined) return;
  if (schema.kind === 'optional') checkValue(schema.inner, value, path, errors);
  if (schema.kind === 'struct') checkStruct(schema, value as Readonly<Record<string, unknown>>, path, errors);
  if (schema.kind === 'list')
    (value as readonly unknown[]).forEach((item, index) => checkValue(schema.items, item, `${path}[${index}]`, errors));
  if (schema.kind === 'string' && schema.values !== undefined) checkChoice(schema.values, String(value), path, errors);
}

function checkChoice(values: readonly string[], value: string, path: string, errors: FieldError[]): void {
  if (value === '' || values.includes(value)) return;
  errors.push({
    path,
    message: `${JSON.stringify(value)} is not one of ${values.join(', ')}${didYouMean(value, values)}`,
  });
}
