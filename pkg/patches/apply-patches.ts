import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { JsonValue } from '../kube/kube-object.ts';
import { applyJsonPatch } from './json-patch.ts';
import { patchFailure } from './json-pointer.ts';
import { isMap } from './json-values.ts';
import type { JsonMap } from './json-values.ts';
import type { Patch, PatchSet } from './load-patches.ts';
import { MERGE_SHAPES } from './merge-keys.ts';
import { applyMergePatch } from './merge-patch.ts';
import type { PatchTarget, PatchType } from './patch-file-name.ts';
import { strategicMerge } from './strategic-merge.ts';
import { asTyped } from './typed-object.ts';

export interface Patched<T> {
  readonly object: T;
  /** One line for each patch that was applied. */
  readonly notes: readonly string[];
}

const APPLY: Readonly<Record<PatchType, (object: JsonMap, content: JsonValue) => JsonValue>> = {
  json: applyJsonPatch,
  merge: (object, content) => applyMergePatch(object, mapping(content)),
  strategic: (object, content) => strategicMerge(object, mapping(content), MERGE_SHAPES[String(object.kind)]),
};

/** Kinds whose patched form is checked and printed as the API would; a KubeletConfiguration stays as the patch leaves it. */
const REQUIRED: Readonly<Record<string, (object: JsonMap) => boolean>> = {
  Pod: hasPodSpec,
  Deployment: ({ spec }) => isMap(spec) && isMap(spec.template) && hasPodSpec(spec.template),
};

/**
 * Apply the patches for one target, in their order.
 *
 * @param object - left as it is
 * @throws KubeadmError `patch-failed` naming the file, the type and the target
 */
export function applyPatches<T extends object>(patches: PatchSet, target: PatchTarget, object: T): Patched<T> {
  const concerned = patches.filter((patch) => patch.target === target);
  if (concerned.length === 0) return { object, notes: [] };
  const patched = concerned.reduce(applyOne, structuredClone(object) as JsonMap);
  const notes = concerned.map(({ type, path }) => `applied ${described(type)} ${path} to ${target}`);
  return { object: patched as T, notes };
}

function applyOne(object: JsonMap, patch: Patch): JsonMap {
  try {
    return checked(APPLY[patch.type](object, patch.content), object);
  } catch (cause) {
    throw new KubeadmError('patch-failed', `${described(patch.type)} ${patch.path} does not fit ${patch.target}`, {
      hint: `correct ${patch.path}, or take it out of the patches directory`,
      cause,
    });
  }
}

function checked(result: JsonValue, before: JsonMap): JsonMap {
  if (!isMap(result)) throw patchFailure('the result is not an object');
  const kind = String(before.kind);
  const fits = REQUIRED[kind];
  if (fits === undefined) return result;
  if (result.kind !== before.kind || result.apiVersion !== before.apiVersion || !fits(result)) {
    throw patchFailure(`the result is not a ${kind} any more`);
  }
  return asTyped(result);
}

function hasPodSpec({ spec, metadata }: JsonMap): boolean {
  const containers = isMap(spec) ? spec.containers : undefined;
  return isMap(metadata) && Array.isArray(containers) && containers.length > 0 && containers.every(isMap);
}

function mapping(content: JsonValue): JsonMap {
  if (!isMap(content)) throw patchFailure('the patch is not a mapping');
  return content;
}

function described(type: PatchType): string {
  return type === 'json' ? 'the JSON patch' : type === 'merge' ? 'the JSON merge patch' : 'the strategic merge patch';
}
