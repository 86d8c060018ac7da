import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { JsonValue } from '../kube/kube-object.ts';
import { isList, isMap } from './json-values.ts';
import type { JsonList } from './json-values.ts';

/** A failure of a single operation; the caller says which file and target it belongs to. */
export function patchFailure(message: string): KubeadmError {
  return new KubeadmError('patch-failed', message);
}

/**
 * The parts of a JSON pointer (RFC 6901).
 *
 * @throws KubeadmError `patch-failed` when it is none
 */
export function readPointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) throw patchFailure(`"${pointer}" is not a JSON pointer`);
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a place; `undefined` when there is none. */
export function valueAt(document: JsonValue, parts: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of parts) {
    if (isList(value)) value = value[existingIndex(value, part)];
    else if (isMap(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

/** Change what holds the last part of a pointer; everything on the way is copied. */
export function changeParent(
  document: JsonValue,
  parts: readonly string[],
  change: (parent: JsonValue, key: string) => JsonValue,
): JsonValue {
  const [first, ...rest] = parts;
  if (first === undefined) throw patchFailure('the whole document has no parent');
  if (rest.length === 0) return change(document, first);
  const child = valueAt(document, [first]);
  if (child === undefined) throw patchFailure(`there is no "${first}" to go on from`);
  const changed = changeParent(child, rest, change);
  if (!isList(document)) return { ...(document as object), [first]: changed };
  return document.with(existingIndex(document, first), changed);
}

/** The index of an item that a part of a pointer names; -1 when there is none. */
export function existingIndex(list: JsonList, part: string): number {
  return /^(?:0|[1-9][0-9]*)$/.test(part) && Number(part) < list.length ? Number(part) : -1;
}
