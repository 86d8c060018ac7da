/** A value that was found, or why there is none; and what to say about it. */
export type Finding<T> = { readonly warnings?: readonly string[]; readonly notes?: readonly string[] } & (
  { readonly value: T; readonly wrong?: undefined } | { readonly wrong: string; readonly hint?: string }
);
