/** What became of a document of an older version. */
export interface Converted<N extends object = object> {
  /** The same in the newest version. */
  readonly document: N;
  /** Milliseconds until the control plane is healthy: a field that stood in another kind of document. */
  readonly healthCheck?: number | undefined;
}

/** How documents of one kind and version become documents of the newest. Pure. */
export interface Conversion {
  /** @param given - as decoded by the schema of the older version */
  convert(given: object): Converted;
  /** Where a field of the newest version stands in the document that was given, in the words of its own version. */
  ownPath(path: string, given: object): string;
}

/** A conversion between documents of known types. */
export function conversion<Old extends object, New extends object>(
  convert: (given: Old) => Converted<New>,
  ownPath: (path: string, given: Old) => string,
): Conversion {
  return { convert: (given) => convert(given as Old), ownPath: (path, given) => ownPath(path, given as Old) };
}
