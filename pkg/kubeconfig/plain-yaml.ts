import { staysString } from '../yaml/plain-scalar.ts';

/** Mappings, lists and texts: all that a kubeconfig is made of. */
export type PlainValue = string | readonly PlainValue[] | PlainMap;

export interface PlainMap {
  readonly [key: string]: PlainValue | undefined;
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

const LINE = /^( *)(\S.*?) *$/;
const FIELD = /^([A-Za-z][\w-]*):(?: +(\S+))?$/;
/** A text that needs no quotes, whatever stands around it: names, addresses, base64. */
const TEXT = /^[\w/+.@][\w/+.@:=[\]-]*$/;

/**
 * Read YAML in the plainest form, in which kubeadm, kubectl and this program write kubeconfigs: mappings and lists by
 * indentation, one unquoted text a line. It saves the time that the YAML library takes to load.
 *
 * @returns `undefined` for everything else, valid or not
 */
export function readPlainYaml(text: string): PlainMap | undefined {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    if (raw === '') continue;
    const [, blanks, content] = LINE.exec(raw) ?? [];
    if (blanks === undefined || content === undefined) return undefined;
    // an item's content stands deeper than its dash
    const [dash = ''] = /^- +/.exec(content) ?? [];
    if (dash !== '') lines.push({ indent: blanks.length, text: '-' });
    lines.push({ indent: blanks.length + dash.length, text: content.slice(dash.length) });
  }
  const reader = new PlainReader(lines);
  const value = reader.map(0);
  return reader.ended() ? value : undefined;
}

class PlainReader {
  private readonly lines: readonly Line[];
  private at = 0;
  private failed = false;

  constructor(lines: readonly Line[]) {
    this.lines = lines;
  }

  /** Whether all was read and understood. */
  ended(): boolean {
    return !this.failed && this.at === this.lines.length && this.at > 0;
  }

  map(indent: number): PlainMap {
    const fields: Record<string, PlainValue> = {};
    for (let line = this.here(indent); line !== undefined && line.text !== '-'; line = this.here(indent)) {
      const [, key, value] = FIELD.exec(line.text) ?? [];
      if (key === undefined || Object.hasOwn(fields, key)) return this.fail();
      this.at += 1;
      fields[key] = value === undefined ? this.below(indent) : this.scalar(value);
    }
    return fields;
  }

  /** What stands below a key: a list may have its indentation, a mapping is deeper. */
  private below(indent: number): PlainValue {
    const next = this.lines[this.at];
    if (next?.text === '-' && next.indent >= indent) return this.list(next.indent);
    return next !== undefined && next.indent > indent ? this.map(next.indent) : this.fail();
  }

  private list(indent: number): readonly PlainValue[] {
    const items: PlainValue[] = [];
    while (this.here(indent)?.text === '-') {
      this.at += 1;
      const inner = this.lines[this.at];
      items.push(inner !== undefined && inner.indent > indent ? this.map(inner.indent) : this.fail());
    }
    return items;
  }

  private scalar(text: string): PlainValue {
    if (text === '{}') return {};
    return TEXT.test(text) && !text.endsWith(':') && staysString(text) ? text : this.fail();
  }

  /** The next line, if it has this indentation. */
  private here(indent: number): Line | undefined {
    const line = this.lines[this.at];
    return !this.failed && line?.indent === indent ? line : undefined;
  }

  private fail(): PlainMap {
    this.failed = true;
    return {};
  }
}
