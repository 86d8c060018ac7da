import type {
  BoolSchema,
  DurationSchema,
  FloatSchema,
  IntegerSchema,
  ListSchema,
  LogFlushSchema,
  MapSchema,
  OptionalSchema,
  Schema,
  StringSchema,
  StructSchema,
  TextFormSchema,
} from './schema.ts';

/** A decoded and completed value; unknown for a schema of which only the constraint is known. */
export type ValueOf<S> = [Schema] extends [S] ? unknown : Completed<S>;

type Completed<S> =
  S extends OptionalSchema<infer I>
    ? ValueOf<I> | undefined
    : S extends StringSchema | TextFormSchema
      ? string
      : S extends BoolSchema
        ? boolean
        : S extends IntegerSchema | FloatSchema | DurationSchema
          ? number
          : S extends LogFlushSchema
            ? number | string
            : S extends ListSchema<infer I>
              ? readonly ValueOf<I>[]
              : S extends MapSchema<infer V>
                ? Readonly<Record<string, ValueOf<V>>>
                : S extends StructSchema<infer F>
                  ? { readonly [K in keyof F]: ValueOf<F[K]['schema']> }
                  : never;

/** What was given: any field may be missing. */
export type PartialOf<S> = [Schema] extends [S] ? unknown : Given<S>;

type Given<S> =
  S extends OptionalSchema<infer I>
    ? PartialOf<I> | undefined
    : S extends ListSchema<infer I>
      ? readonly PartialOf<I>[]
      : S extends MapSchema<infer V>
        ? Readonly<Record<string, PartialOf<V>>>
        : S extends StructSchema<infer F>
          ? { readonly [K in keyof F]?: PartialOf<F[K]['schema']> | undefined }
          : ValueOf<S>;
