import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { Resource } from '../../../pkg/kube/resource-table.ts';
import { badRequest, failureStatus, refused, type Asked } from './failures.ts';
import { fieldMatcher, labelMatcher, SelectorError } from './selectors.ts';

export interface StoreListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  /** From the page before. */
  readonly continue?: string;
}

export interface StoreList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Whether an object is among those asked for. @throws ApiError for a selector that cannot be read */
export function chooser(resource: Resource, options: StoreListOptions): (object: KubeObject) => boolean {
  const asked: Asked = { verb: 'list', resource, name: '', namespace: options.namespace };
  try {
    const labels = labelMatcher(options.labelSelector);
    const fields = fieldMatcher(options.fieldSelector, resource.kind, resource.namespaced);
    return (object) =>
      (options.namespace === undefined || object.metadata.namespace === options.namespace) &&
      labels(object) &&
      fields(object);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(asked, error.message);
    throw error;
  }
}

/**
 * One page of a list. The token names the last key seen, so that a page goes on where the one before ended.
 *
 * @param objects - all of the kind, in the order of their keys
 */
export function page(
  objects: readonly KubeObject[],
  resource: Resource,
  version: string,
  options: StoreListOptions,
): StoreList {
  const after = options.continue === undefined ? undefined : decode(options.continue, resource);
  const rest = objects
    .filter((object) => after === undefined || placeOf(object) > after)
    .filter(chooser(resource, options));
  const { limit = 0 } = options;
  if (limit <= 0 || rest.length <= limit) return { items: rest, resourceVersion: version };
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const selected = (options.labelSelector ?? '') !== '' || (options.fieldSelector ?? '') !== '';
  return {
    items,
    resourceVersion: version,
    ...(last === undefined
      ? {}
      : { continue: Buffer.from(JSON.stringify({ start: placeOf(last) })).toString('base64url') }),
    // The real server cannot count what selectors would leave.
    ...(selected ? {} : { remainingItemCount: rest.length - limit }),
  };
}

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function decode(token: string, resource: Resource): string {
  try {
    const { start } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { start: unknown };
    if (typeof start === 'string') return start;
  } catch {
    // Refused below.
  }
  throw refused({ verb: 'list', resource, name: '' }, failureStatus(400, 'BadRequest', 'continue key is not valid'));
}
