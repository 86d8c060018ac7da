import { depthOfBlocks, OPTION_DEPTH, parseCorefile, printCorefile, type Corefile } from './corefile.ts';
import { COREDNS_RELEASES, placeOfRelease } from './coredns-releases.ts';
import { isKnown } from './known-plugins.ts';
import { MIGRATION_STEPS } from './migration-steps.ts';

/** A plugin, or an option of one, that is not known to a release. */
export interface UnknownPart {
  readonly plugin: string;
  readonly option?: string;
  /** The first release on the way that does not know it. */
  readonly release: string;
}

/** What an upgrade of CoreDNS means for a Corefile. */
export interface CorefileMigration {
  /** The Corefile that the newer release reads; the same text where nothing has to change. */
  readonly corefile: string;
  /** What was changed, each in a sentence; empty where nothing has to. */
  readonly changes: readonly string[];
  /** What nobody here knows how to migrate: it is left as it is. */
  readonly unknown: readonly UnknownPart[];
}

/**
 * Bring a Corefile from one release of CoreDNS to another, release by release. To an older one it is left as it is.
 *
 * @param from - tag of the installed release, one of the known ones
 * @param to - tag of the wanted release, one of the known ones
 * @throws SyntaxError for a Corefile that cannot be read, or that cannot be migrated by rules
 */
export function migrateCorefile(text: string, from: string, to: string): CorefileMigration {
  const [begin, end] = [placeOfRelease(from), placeOfRelease(to)];
  const onTheWay = COREDNS_RELEASES.slice(begin + 1, end + 1);
  const before = parseCorefile(text);
  const unknown = new Map<string, UnknownPart>();
  const changes: string[] = [];
  let corefile = before;
  let needed = false;
  for (const release of onTheWay.length === 0 && begin !== end ? [to] : onTheWay) {
    for (const step of MIGRATION_STEPS.filter((each) => begin < end && each.release === release)) {
      const after = step.apply(corefile);
      if (JSON.stringify(after) === JSON.stringify(corefile)) continue;
      corefile = after;
      changes.push(`${release}: ${step.says}`);
      needed ||= step.needed;
    }
    for (const part of unknownParts(corefile, release)) {
      const key = `${part.plugin} ${part.option ?? ''}`;
      if (!unknown.has(key)) unknown.set(key, part);
    }
  }
  const parts = [...unknown.values()];
  // what is not read would be lost
  if (needed && depthOfBlocks(text) > OPTION_DEPTH)
    throw new SyntaxError('blocks inside of blocks of plugins cannot be migrated by rules');
  return needed
    ? { corefile: printCorefile(corefile), changes, unknown: parts }
    : { corefile: text, changes: [], unknown: parts };
}

function unknownParts({ servers }: Corefile, release: string): readonly UnknownPart[] {
  return servers
    .flatMap(({ plugins }) => plugins)
    .flatMap(({ name: plugin, options }): readonly UnknownPart[] => {
      if (!isKnown(release, plugin)) return [{ plugin, release }];
      return options.flatMap(({ name: option }) =>
        isKnown(release, plugin, option) ? [] : [{ plugin, option, release }],
      );
    });
}
