import type { JsonValue } from '../../kube/kube-object.ts';
import type { PartialOf, ValueOf } from './schema-value.ts';
import type { Shape } from './shape.ts';

/**
 * A small language for what a configuration may hold. From one definition come the decoding, the static defaults,
 * the checks of single fields, the printed form, the JSON Schema, `config explain` and docs/configuration.md. Every value has a zero, as in Go: absent means zero,
 * but for `optional`, whose zero is `undefined`.
 */
export type Schema =
  | StringSchema
  | BoolSchema
  | IntegerSchema
  | FloatSchema
  | DurationSchema
  | TextFormSchema
  | LogFlushSchema
  | ListSchema
  | MapSchema
  | StructSchema
  | OptionalSchema;

export interface StringSchema {
  readonly kind: 'string';
  /** The value must not appear in errors. */
  readonly secret?: boolean;
  /** The only values that are allowed, where they are few. */
  readonly values?: readonly string[];
}

export interface BoolSchema {
  readonly kind: 'bool';
}

export interface IntegerSchema {
  readonly kind: 'integer';
  readonly bits: 32 | 64;
  readonly unsigned: boolean;
}

export interface FloatSchema {
  readonly kind: 'float';
  readonly bits: 32 | 64;
}

/** A Go duration; its value is in milliseconds. */
export interface DurationSchema {
  readonly kind: 'duration';
}

/** A string with a form that is checked while decoding: its value is what `read` makes of the text. */
export interface TextFormSchema {
  readonly kind: 'text-form';
  /** What is expected, for the error: `a bootstrap token such as ...`. */
  readonly expected: string;
  readonly zero: string;
  /** The value must not appear in errors. */
  readonly secret: boolean;
  /** Whether an unquoted number is taken as text (resource quantities). */
  readonly numbers: boolean;
  /** A regular expression that every right text matches, for editors. */
  readonly pattern?: string;
  /** The canonical text, or `undefined` when the form is wrong. */
  read(text: string): string | undefined;
}

/** `flushFrequency` of the logging options: nanoseconds as a number, or a duration as text; it is printed as given. */
export interface LogFlushSchema {
  readonly kind: 'log-flush';
}

export interface ListSchema<I extends Schema = Schema> {
  readonly kind: 'list';
  readonly items: I;
}

export interface MapSchema<V extends Schema = Schema> {
  readonly kind: 'map';
  readonly values: V;
}

export type Fields = Readonly<Record<string, Field>>;

export interface StructSchema<F extends Fields = Fields> {
  readonly kind: 'struct';
  readonly fields: F;
  /** What documentation calls it, where several fields have this type. */
  readonly name?: string;
}

export interface OptionalSchema<S extends Schema = Schema> {
  readonly kind: 'optional';
  readonly inner: S;
}

/** One field of a struct. */
export interface Field<S extends Schema = Schema> {
  readonly schema: S;
  /** What it is for, in one or two sentences; empty where Kubernetes owns and documents the kind. */
  readonly doc: string;
  /** What stands in for an absent or zero value; a function sees its struct. */
  readonly default?: unknown;
  /** Print the field even where it is zero. */
  readonly always: boolean;
  /** What is wrong with a value that is not zero, or `undefined`. The message follows the field's path. */
  readonly check?: (value: never) => string | undefined;
  /** The default in words, where it is found out or follows from other fields: `the host name`. */
  readonly defaultDoc?: string;
  /** Which values are refused, or warned about, in a sentence. */
  readonly rule?: string;
  /** What of the rules JSON Schema can say. Every value that is let pass has to fit. */
  readonly shape?: Shape;
  /** A value as it stands in a file, for examples. That of a struct stands for those of its fields. */
  readonly example?: JsonValue;
}

type FieldOptions<S extends Schema> = {
  readonly default?: PartialOf<S> | ((parent: Readonly<Record<string, unknown>>) => PartialOf<S> | undefined);
  readonly check?: (value: NonNullable<ValueOf<S>>) => string | undefined;
} & Partial<Pick<Field, 'always' | 'defaultDoc' | 'rule' | 'shape' | 'example'>>;

export const string = (values?: readonly string[]): StringSchema =>
  values === undefined ? { kind: 'string' } : { kind: 'string', values };
export const secretString = (): StringSchema => ({ kind: 'string', secret: true });
export const bool = (): BoolSchema => ({ kind: 'bool' });
export const int32 = (): IntegerSchema => ({ kind: 'integer', bits: 32, unsigned: false });
export const uint32 = (): IntegerSchema => ({ kind: 'integer', bits: 32, unsigned: true });
export const int64 = (): IntegerSchema => ({ kind: 'integer', bits: 64, unsigned: false });
export const float = (bits: 32 | 64): FloatSchema => ({ kind: 'float', bits });
export const duration = (): DurationSchema => ({ kind: 'duration' });
export const logFlush = (): LogFlushSchema => ({ kind: 'log-flush' });
export const list = <I extends Schema>(items: I): ListSchema<I> => ({ kind: 'list', items });
export const map = <V extends Schema>(values: V): MapSchema<V> => ({ kind: 'map', values });
export const struct = <F extends Fields>(fields: F, name?: string): StructSchema<F> =>
  name === undefined ? { kind: 'struct', fields } : { kind: 'struct', fields, name };
export const optional = <S extends Schema>(inner: S): OptionalSchema<S> => ({ kind: 'optional', inner });

/** A string with a form of its own. */
export function textForm(
  form: Omit<TextFormSchema, 'kind' | 'zero' | 'secret' | 'numbers'> & Partial<TextFormSchema>,
): TextFormSchema {
  return { zero: '', secret: false, numbers: false, ...form, kind: 'text-form' };
}

/** A field of a struct. */
export function field<S extends Schema>(schema: S, doc: string, options: FieldOptions<S> = {}): Field<S> {
  const { always = false, ...rest } = options;
  return { schema, doc, always, ...(rest as object) };
}
