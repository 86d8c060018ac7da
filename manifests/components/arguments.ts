import type { Arg } from '../../pkg/config/types.ts';

/**
 * A component's arguments: the defaults by name, then the user's in the order given. A default steps back where the
 * user gave an argument of the same name; repeated arguments of the user are all kept.
 *
 * @param defaults - value by name, without dashes; `undefined` leaves one out
 */
export function mergeArgs(
  defaults: Readonly<Record<string, string | undefined>>,
  extra: readonly Arg[],
): readonly Arg[] {
  const overridden = new Set(extra.map(({ name }) => name));
  const kept: Arg[] = [];
  for (const name of Object.keys(defaults).sort()) {
    const value = defaults[name];
    if (value !== undefined && !overridden.has(name)) kept.push({ name, value });
  }
  return [...kept, ...extra];
}

/** The value that counts where an argument may be repeated: the last one. */
export function lastArg(args: readonly Arg[], name: string): string | undefined {
  return args.findLast((arg) => arg.name === name)?.value;
}
