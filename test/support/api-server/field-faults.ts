import type { FieldFault } from './failures.ts';

/** A value that does not fit. */
export const wrong = (field: string, value: unknown, why: string): FieldFault => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});
/** A value that is missing. */
export const required = (field: string, why = ''): FieldFault => ({
  reason: 'FieldValueRequired',
  field,
  message: `Required value${why === '' ? '' : `: ${why}`}`,
});
/** A value outside of a fixed set. */
export const unsupported = (field: string, value: unknown, supported: readonly string[]): FieldFault => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => `"${one}"`).join(', ')}`,
});
