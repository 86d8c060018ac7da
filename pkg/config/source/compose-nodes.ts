import {
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  YAMLException,
  type AliasEvent,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { MAX_DEPTH, MAX_NODES, tooDeep, tooManyValues } from './document-limits.ts';
import { isJson } from './json-document.ts';
import { mapNode, type RawPair } from './map-node.ts';
import { resolveScalar } from './resolve-scalar.ts';
import type { Chunk } from './split-documents.ts';
import type { YamlNode } from './yaml-node.ts';

/** A node, with what it would take if every alias in it were written out. */
interface Composed {
  readonly node: YamlNode;
  readonly size: number;
  readonly depth: number;
}

/**
 * Builds the nodes of one document from the parser's events: resolves scalars, aliases and merge keys. Gives up at the
 * value with which the document becomes too large, so that nothing large is ever built.
 */
export class NodeComposer {
  private readonly chunk: Chunk;
  private readonly events: readonly Event[];
  private readonly json: boolean;
  private readonly anchors = new Map<string, Composed>();
  private at = 0;
  private last = 0;
  /** Values so far, those that aliases stand for included. */
  private size = 0;

  constructor(chunk: Chunk, events: readonly Event[]) {
    this.chunk = chunk;
    this.events = events;
    this.json = isJson(chunk);
  }

  /** @throws YAMLException, TooLargeError */
  compose(): YamlNode {
    this.at = 1; // the first event opens the document
    const first = this.events[this.at];
    if (first === undefined || first.type === EVENT_ID.POP)
      return { kind: 'scalar', value: null, text: '', offset: this.chunk.offset };
    return this.next().node;
  }

  private next(): Composed {
    const event = this.events[this.at++];
    if (event?.type !== EVENT_ID.ALIAS) this.grow(1);
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.scalar(event);
      case EVENT_ID.SEQUENCE:
        return this.list(event);
      case EVENT_ID.MAPPING:
        return this.map(event);
      case EVENT_ID.ALIAS:
        return this.alias(event);
      default:
        throw new YAMLException('the document ends too early');
    }
  }

  private scalar(event: ScalarEvent): Composed {
    const text = getScalarValue(this.chunk.text, event);
    const tag = this.slice(event.tagStart, event.tagEnd);
    const offset = this.offset(event.valueStart);
    const plain = event.style === SCALAR_STYLE.PLAIN && tag === '';
    const resolved = resolveScalar(text, tag, plain);
    if ('wrong' in resolved) YAMLException.throwAt(this.chunk.text, event.valueStart, resolved.wrong);
    const { value } = resolved;
    // in quotes it is a key like any other
    const merge = text === '<<' && (plain || tag === '!!merge') ? { merge: true } : {};
    const literal = this.json && typeof value === 'number' && !/^-?\d+$/.test(text) ? { literal: text } : {};
    const node: YamlNode = { kind: 'scalar', value, text, offset, ...literal, ...merge };
    return this.anchored(event, { node, size: 1, depth: 1 });
  }

  private list(event: SequenceEvent): Composed {
    const offset = this.offset(event.start);
    const before = this.size;
    const items = this.children();
    const node: YamlNode = { kind: 'list', items: items.map((item) => item.node), offset };
    return this.anchored(event, this.collection(node, items, before));
  }

  private map(event: MappingEvent): Composed {
    const offset = this.offset(event.start);
    const before = this.size;
    const children = this.children();
    const pairs: RawPair[] = [];
    for (let index = 0; index + 1 < children.length; index += 2) {
      const [key, value] = [children[index], children[index + 1]];
      if (key !== undefined && value !== undefined) pairs.push({ key: key.node, value: value.node });
    }
    return this.anchored(event, this.collection(mapNode(pairs, offset, this.chunk), children, before));
  }

  private alias(event: AliasEvent): Composed {
    const name = this.slice(event.anchorStart, event.anchorEnd);
    const target = this.anchors.get(name);
    // An anchor is known once its value is complete: an alias inside its own value finds nothing.
    if (target === undefined)
      YAMLException.throwAt(this.chunk.text, event.anchorStart, `no value is anchored as "${name}" before this alias`);
    this.grow(target.size, event.anchorStart);
    return target;
  }

  private children(): Composed[] {
    const children: Composed[] = [];
    while (this.events[this.at] !== undefined && this.events[this.at]?.type !== EVENT_ID.POP)
      children.push(this.next());
    this.at += 1;
    return children;
  }

  /** @param before - how many values there were when it began */
  private collection(node: YamlNode, children: readonly Composed[], before: number): Composed {
    const depth = children.reduce((most, child) => Math.max(most, child.depth), 0) + 1;
    if (depth > MAX_DEPTH) throw tooDeep(node.offset);
    return { node, size: this.size - before + 1, depth };
  }

  private grow(by: number, position = this.last): void {
    this.size += by;
    if (this.size > MAX_NODES) throw tooManyValues(this.chunk.offset + position);
  }

  private anchored(event: ScalarEvent | SequenceEvent | MappingEvent, composed: Composed): Composed {
    const name = this.slice(event.anchorStart, event.anchorEnd);
    if (name !== '') this.anchors.set(name, composed);
    return composed;
  }

  private slice(start: number, end: number): string {
    return start < 0 ? '' : this.chunk.text.slice(start, end);
  }

  private offset(position: number): number {
    // An absent value stands where the last thing was written.
    if (position >= 0) this.last = position;
    return this.chunk.offset + this.last;
  }
}
