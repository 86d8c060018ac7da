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
import { MAX_DEPTH, MAX_NODES, TooLargeError } from './document-limits.ts';
import { mapNode, type RawPair } from './map-node.ts';
import { resolvePlainScalar } from '../../yaml/plain-scalar.ts';
import { resolveTagged } from './resolve-scalar.ts';
import type { Chunk } from './split-documents.ts';
import type { YamlNode } from './yaml-node.ts';

/** A node, with what it would take if every alias in it were written out. */
interface Composed {
  readonly node: YamlNode;
  readonly size: number;
  readonly depth: number;
}

/** Builds the nodes of one document from the parser's events: resolves scalars, aliases and merge keys. */
export class NodeComposer {
  private readonly chunk: Chunk;
  private readonly events: readonly Event[];
  private readonly anchors = new Map<string, Composed>();
  private at = 0;
  private last = 0;

  constructor(chunk: Chunk, events: readonly Event[]) {
    this.chunk = chunk;
    this.events = events;
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
    const bare = event.style === SCALAR_STYLE.PLAIN && tag === '';
    const value = bare ? resolvePlainScalar(text) : tag === '' || tag === '!' ? text : resolveTagged(tag, text);
    return this.anchored(event, { node: { kind: 'scalar', value, text, offset }, size: 1, depth: 1 });
  }

  private list(event: SequenceEvent): Composed {
    const offset = this.offset(event.start);
    const items = this.children();
    return this.anchored(
      event,
      this.collection({ kind: 'list', items: items.map((item) => item.node), offset }, items),
    );
  }

  private map(event: MappingEvent): Composed {
    const offset = this.offset(event.start);
    const children = this.children();
    const pairs: RawPair[] = [];
    for (let index = 0; index + 1 < children.length; index += 2) {
      const [key, value] = [children[index], children[index + 1]];
      if (key !== undefined && value !== undefined) pairs.push({ key: key.node, value: value.node });
    }
    return this.anchored(event, this.collection(mapNode(pairs, offset, this.chunk), children));
  }

  private alias(event: AliasEvent): Composed {
    const name = this.slice(event.anchorStart, event.anchorEnd);
    const target = this.anchors.get(name);
    // An anchor is known once its value is complete: an alias inside its own value finds nothing.
    if (target === undefined)
      YAMLException.throwAt(this.chunk.text, event.anchorStart, `no value is anchored as "${name}" before this alias`);
    return target;
  }

  private children(): Composed[] {
    const children: Composed[] = [];
    while (this.events[this.at] !== undefined && this.events[this.at]?.type !== EVENT_ID.POP)
      children.push(this.next());
    this.at += 1;
    return children;
  }

  private collection(node: YamlNode, children: readonly Composed[]): Composed {
    const size = children.reduce((sum, child) => sum + child.size, 1);
    const depth = children.reduce((most, child) => Math.max(most, child.depth), 0) + 1;
    if (size > MAX_NODES)
      throw new TooLargeError(
        `the document holds more than ${MAX_NODES} values, those that its aliases stand for included`,
        node.offset,
        'check that --config names the right file; write repeated parts without aliases, or remove them',
      );
    if (depth > MAX_DEPTH)
      throw new TooLargeError(
        `the document is nested more than ${MAX_DEPTH} levels deep`,
        node.offset,
        'no configuration goes that deep: check the brackets and the indentation',
      );
    return { node, size, depth };
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
