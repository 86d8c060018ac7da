/** Arguments as v1beta3 has them. A value may be absent where `null` was written. */
export type ArgumentMap = Readonly<Record<string, string | undefined>>;

/** The same as a list, in the order of the names. */
export function argumentList(map: ArgumentMap): readonly { readonly name: string; readonly value: string }[] {
  return names(map).map((name) => ({ name, value: map[name] ?? '' }));
}

/** What of a document holds arguments, for its errors. */
const IN_LIST = /^(?<list>.*(?:^|\.)(?:extraArgs|kubeletExtraArgs))\[(?<index>\d+)\](?:\..*)?$/;

/**
 * `apiServer.extraArgs[1].value` is `apiServer.extraArgs.v` where arguments are a map.
 *
 * @param mapAt - finds the map at a path
 */
export function pathInArgumentMap(path: string, mapAt: (path: string) => ArgumentMap | undefined): string {
  const { list, index } = IN_LIST.exec(path)?.groups ?? {};
  if (list === undefined) return path;
  const name = names(mapAt(list) ?? {})[Number(index)];
  return name === undefined ? list : `${list}.${name}`;
}

function names(map: ArgumentMap): readonly string[] {
  return Object.keys(map).sort();
}
