import { applyJsonPatch } from '../../../pkg/patches/json-patch.ts';
import { applyMergePatch } from '../../../pkg/patches/merge-patch.ts';
import { MERGE_SHAPES, type MergeShape } from '../../../pkg/patches/merge-keys.ts';
import { strategicMerge } from '../../../pkg/patches/strategic-merge.ts';
import { hasCode } from '../../../pkg/kube/api-error.ts';
import type { JsonObject, JsonValue, KubeObject } from '../../../pkg/kube/kube-object.ts';
import { badRequest, detailsOf, failureStatus, refused, type Asked } from './failures.ts';
import { at, isRecord } from './json.ts';

const METADATA: MergeShape = { fields: { finalizers: { set: true }, ownerReferences: { mergeKey: 'uid' } } };
const CONDITIONS: MergeShape = { mergeKey: 'type' };
const WORKLOAD: MergeShape = MERGE_SHAPES['Deployment'] ?? {};

/** How lists merge in the kinds that pkg/patches has no need of. */
const SHAPES: Readonly<Record<string, MergeShape>> = {
  ...MERGE_SHAPES,
  DaemonSet: WORKLOAD,
  Job: WORKLOAD,
  ReplicaSet: WORKLOAD,
  StatefulSet: WORKLOAD,
  Node: {
    fields: {
      metadata: METADATA,
      spec: { fields: { podCIDRs: { set: true } } },
      status: { fields: { conditions: CONDITIONS, addresses: CONDITIONS } },
    },
  },
  Service: { fields: { metadata: METADATA, spec: { fields: { ports: { mergeKey: 'port' } } } } },
  ServiceAccount: {
    fields: { metadata: METADATA, secrets: { mergeKey: 'name' }, imagePullSecrets: { mergeKey: 'name' } },
  },
};

/** `target` after a strategic merge patch for its kind. */
export function mergedStrategically(kind: string, target: object, patch: object): JsonObject {
  return strategicMerge(target as JsonObject, patch as JsonObject, SHAPES[kind] ?? { fields: { metadata: METADATA } });
}

type Patcher = (live: KubeObject, patch: JsonValue) => JsonValue;

const PATCHERS: Readonly<Record<'json' | 'merge' | 'strategic', Patcher>> = {
  json: (live, patch) => (patch as readonly JsonValue[]).reduce<JsonValue>(oneStep, asJson(live)),
  merge: (live, patch) => applyMergePatch(asJson(live), patch),
  strategic: (live, patch) => mergedStrategically(live.kind, live, patch as JsonObject),
};

/** The API server's library lets `replace` add a field that is not there; RFC 6902 does not. */
function oneStep(document: JsonValue, step: JsonValue): JsonValue {
  if (!isRecord(step) || step['op'] !== 'replace' || typeof step['path'] !== 'string')
    return applyJsonPatch(document, [step]);
  const keys = step['path'].split('/').slice(1).map(unescaped);
  const parent = at(document, ...keys.slice(0, -1));
  const absent = isRecord(parent) && !((keys.at(-1) ?? '') in parent);
  return applyJsonPatch(document, [absent ? ({ ...step, op: 'add' } as JsonValue) : step]);
}

/** RFC 6901 */
function unescaped(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function asJson(object: KubeObject): JsonObject {
  return { ...object } as unknown as JsonObject;
}

/** An object after a patch. @throws ApiError 400 for a malformed patch and for renaming, 422 for one that does not fit */
export function patched(live: KubeObject, patch: unknown, type: keyof typeof PATCHERS, asked: Asked): KubeObject {
  if (type === 'json' ? !Array.isArray(patch) : !isRecord(patch))
    throw badRequest(asked, 'the body is not a patch of this type');
  const result = carriedOut(live, patch as JsonValue, type, asked);
  if (!isRecord(result) || !isRecord(result['metadata'])) throw badRequest(asked, 'the patch leaves no object');
  if (result['metadata']['name'] !== live.metadata.name) {
    throw badRequest(asked, 'the name of the object does not match the name on the URL');
  }
  if (result['kind'] !== live.kind || result['apiVersion'] !== live.apiVersion)
    throw badRequest(asked, 'a patch cannot change the kind');
  return result as unknown as KubeObject;
}

function carriedOut(live: KubeObject, patch: JsonValue, type: keyof typeof PATCHERS, asked: Asked): unknown {
  try {
    return PATCHERS[type](live, patch);
  } catch (error) {
    if (!hasCode(error, 'patch-failed')) throw error;
    const message = `the server rejected our request due to an error in our request: ${error.message}`;
    throw refused(asked, failureStatus(422, 'Invalid', message, detailsOf(asked)));
  }
}
