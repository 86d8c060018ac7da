import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../kube/kube-object.ts';
import { changeParent, existingIndex, patchFailure, readPointer, valueAt } from './json-pointer.ts';
import { isList, isMap, without } from './json-values.ts';
import type { JsonMap } from './json-values.ts';

type Operation = (document: JsonValue, operation: JsonMap) => JsonValue;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: (document, operation) => add(document, pointerOf(operation, 'path'), valueOf(operation)),
  remove: (document, operation) => remove(document, pointerOf(operation, 'path')),
  replace: (document, operation) => {
    const path = pointerOf(operation, 'path');
    if (path.length === 0) return valueOf(operation);
    if (valueAt(document, path) !== undefined) return add(remove(document, path), path, valueOf(operation));
    // a key that a mapping does not have is added: the API server and the reference take it so, against the RFC
    const parent = valueAt(document, path.slice(0, -1));
    if (parent === undefined || !isMap(parent)) existing(document, path);
    return add(document, path, valueOf(operation));
  },
  move: (document, operation) => move(document, pointerOf(operation, 'from'), pointerOf(operation, 'path')),
  copy: (document, operation) =>
    add(document, pointerOf(operation, 'path'), existing(document, pointerOf(operation, 'from'))),
  test: (document, operation) => {
    const found = existing(document, pointerOf(operation, 'path'));
    if (!isDeepStrictEqual(found, valueOf(operation))) throw patchFailure('the value is not the expected one');
    return document;
  },
};

/**
 * Apply a JSON patch (RFC 6902): a list of operations, all or none.
 *
 * @param document - left as it is
 * @throws KubeadmError `patch-failed` naming the operation that does not fit
 */
export function applyJsonPatch(document: JsonValue, patch: JsonValue): JsonValue {
  if (!isList(patch)) throw patchFailure('a JSON patch is a list of operations');
  return patch.reduce<JsonValue>((current, operation, index) => {
    try {
      return applyOperation(current, operation);
    } catch (cause) {
      const where = isMap(operation) ? ` (${String(operation.op)} ${String(operation.path)})` : '';
      throw patchFailure(`operation ${index + 1}${where}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }, document);
}

function applyOperation(document: JsonValue, operation: JsonValue): JsonValue {
  if (!isMap(operation)) throw patchFailure('an operation is a mapping with op and path');
  const name = String(operation.op);
  const run = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (run === undefined) throw patchFailure(`op is one of ${Object.keys(OPERATIONS).join(', ')}`);
  return run(document, operation);
}

function add(document: JsonValue, path: readonly string[], value: JsonValue): JsonValue {
  if (path.length === 0) return value;
  return changeParent(document, path, (parent, key) => {
    if (isMap(parent)) return { ...parent, [key]: value };
    if (!isList(parent)) throw patchFailure('the parent is neither a mapping nor a list');
    const index = key === '-' || key === String(parent.length) ? parent.length : existingIndex(parent, key);
    if (index === -1) throw patchFailure(`the list has no place "${key}"`);
    return parent.toSpliced(index, 0, value);
  });
}

function remove(document: JsonValue, path: readonly string[]): JsonValue {
  existing(document, path);
  return changeParent(document, path, (parent, key) =>
    isList(parent) ? parent.toSpliced(existingIndex(parent, key), 1) : without(parent as JsonMap, key),
  );
}

function move(document: JsonValue, from: readonly string[], to: readonly string[]): JsonValue {
  const value = existing(document, from);
  if (isDeepStrictEqual(from, to)) return document;
  if (from.every((part, index) => part === to[index])) throw patchFailure('a value cannot move into itself');
  return add(remove(document, from), to, value);
}

function existing(document: JsonValue, path: readonly string[]): JsonValue {
  const value = valueAt(document, path);
  if (value === undefined) throw patchFailure('there is nothing at that place');
  return value;
}

function pointerOf(operation: JsonMap, field: 'path' | 'from'): readonly string[] {
  const pointer = operation[field];
  if (typeof pointer !== 'string') throw patchFailure(`the operation has no ${field}`);
  return readPointer(pointer);
}

function valueOf(operation: JsonMap): JsonValue {
  if (operation.value === undefined) throw patchFailure('the operation has no value');
  return operation.value;
}
