import { KINDS, newestEntry, type KindEntry } from '../kinds/registry.ts';
import type { Fields } from '../schema/schema.ts';
import { fieldsBelow, meaningOf } from './field-facts.ts';
import { innerStruct, typeInWords } from './field-table.ts';
import { blocks, code, plain, table } from './markdown.ts';

interface Difference {
  readonly path: string;
  readonly what: string;
}

/** What older versions have instead of the newest, for each kind that they have. */
export function versionDifferences(): string {
  const older = KINDS.filter((entry) => entry.conversion !== undefined);
  return blocks(...older.map((entry) => blocks(`### ${entry.version} ${entry.kind}`, differenceTable(entry))));
}

function differenceTable(entry: KindEntry): string {
  const found = differences(entry.schema.fields, newestEntry(entry.kind).schema.fields, '');
  return table(
    ['Field', `In ${entry.version}`],
    found.map(({ path, what }) => [code(path), what]),
  );
}

function differences(old: Fields, newest: Fields, prefix: string): readonly Difference[] {
  const gone = Object.entries(old)
    .filter(([name]) => !(name in newest))
    .map(([name, field]) => ({ path: prefix + name, what: plain(meaningOf(field)) }));
  const others = Object.entries(newest).flatMap(([name, field]): readonly Difference[] => {
    const path = prefix + name;
    const before = old[name];
    if (before === undefined) return [{ path, what: 'does not exist yet' }];
    const [types, typesNow] = [typeInWords(before.schema), typeInWords(field.schema)];
    const [below, belowNow] = [fieldsBelow(before.schema), fieldsBelow(field.schema)];
    if (below !== undefined && belowNow !== undefined) return differences(below, belowNow, `${path}.`);
    const structured = innerStruct(before.schema) !== undefined;
    return types === typesNow || structured ? [] : [{ path, what: `${types}, not ${typesNow}` }];
  });
  return [...gone, ...others];
}
