import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { Resource } from '../../../pkg/kube/resource-table.ts';
import { failureStatus } from './failures.ts';
import { chooser, type StoreListOptions } from './list-page.ts';
import type { ObjectStore, StoreEvent } from './object-store.ts';

export interface WatchOptions extends StoreListOptions {
  /** Events after this version; `0` or none: first everything that stands. */
  readonly resourceVersion?: string;
  /** Seconds until the server ends the stream. */
  readonly timeoutSeconds?: number;
}

type Seen = 'ADDED' | 'MODIFIED' | 'DELETED' | undefined;

/** What a change looks like to somebody who sees only the chosen objects. */
function seenAs(event: StoreEvent, chosen: (object: KubeObject) => boolean): Seen {
  const before = event.before !== undefined && chosen(event.before);
  const after = event.type !== 'DELETED' && chosen(event.object);
  if (before && after) return 'MODIFIED';
  if (after) return 'ADDED';
  return before ? 'DELETED' : undefined;
}

/**
 * Stream changes as lines of JSON, until the client goes, time is up or `stop` is called.
 *
 * @returns how to end the stream
 */
export function streamChanges(
  store: ObjectStore,
  resource: Resource,
  options: WatchOptions,
  response: ServerResponse,
): () => void {
  const chosen = chooser(resource, options);
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  const write = (type: string, object: unknown): void => void response.write(`${JSON.stringify({ type, object })}\n`);
  const tell = (event: StoreEvent): void => {
    if (event.object.kind !== resource.kind || event.object.apiVersion !== resource.apiVersion) return;
    const type = seenAs(event, chosen);
    if (type !== undefined) write(type, event.object);
  };
  const from = Number(options.resourceVersion ?? '0');
  if (from === 0) {
    for (const object of store.list(resource.apiVersion, resource.kind, { ...options, limit: 0 }).items)
      write('ADDED', object);
  } else if (from > Number(store.resourceVersion)) {
    write('ERROR', failureStatus(410, 'Expired', `too large resource version: ${from}`));
  } else {
    for (const event of store.history) if (Number(event.object.metadata.resourceVersion) > from) tell(event);
  }
  const unsubscribe = store.subscribe(tell);
  const timer = setTimeout(() => response.end(), (options.timeoutSeconds ?? 1800) * 1000);
  response.on('close', () => {
    clearTimeout(timer);
    unsubscribe();
  });
  return () => response.end();
}
