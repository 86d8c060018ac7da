import { KINDS, type KindEntry } from '../kinds/registry.ts';
import type { Oddity } from '../schema/decode.ts';
import type { Schema } from '../schema/schema.ts';

/** An unknown field that another version of the kind has is answered with the name of that version. */
export function withVersionHints(oddities: readonly Oddity[], entry: KindEntry): readonly Oddity[] {
  const others = KINDS.filter((each) => each.kind === entry.kind && each !== entry);
  if (others.length === 0) return oddities;
  return oddities.map((oddity) => {
    const other = others.find(({ schema }) => hasField(schema, oddity.path) && !hasField(entry.schema, oddity.path));
    return other === undefined ? oddity : { ...oddity, hint: hintFor(other, entry) };
  });
}

function hintFor(other: KindEntry, { version, conversion }: KindEntry): string {
  const way =
    conversion === undefined
      ? `documents of ${other.version} may use it; "kubeadm-ts config explain ${other.kind}" shows what ${version} has instead`
      : `"kubeadm-ts config migrate" rewrites the file as ${other.version}`;
  return `the field belongs to ${other.version}, and the document is of ${version}: ${way}`;
}

/** Whether a path such as `nodeRegistration.taints[0].key` leads to a field. */
function hasField(schema: Schema, path: string): boolean {
  let at: Schema | undefined = schema;
  for (const step of path.split(/[.[\]]+/).filter((part) => part !== '')) at = at && inner(at, step);
  return at !== undefined;
}

function inner(schema: Schema, step: string): Schema | undefined {
  switch (schema.kind) {
    case 'optional':
      return inner(schema.inner, step);
    case 'list':
      return schema.items;
    case 'map':
      return schema.values;
    case 'struct':
      return Object.hasOwn(schema.fields, step) ? schema.fields[step]?.schema : undefined;
    default:
      return undefined;
  }
}
