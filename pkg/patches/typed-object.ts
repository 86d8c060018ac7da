import { canonicalQuantity } from '../config/quantity.ts';
import type { JsonValue } from '../kube/kube-object.ts';
import { isList, isMap } from './json-values.ts';
import type { JsonMap } from './json-values.ts';
import { patchFailure } from './json-pointer.ts';

/** Mappings of Kubernetes quantities in a Pod, and single quantities, by their name. */
const QUANTITY_MAPS = new Set(['limits', 'requests', 'overhead']);
const QUANTITIES = new Set(['sizeLimit', 'divisor']);
/** Fields whose mapping is left out when it is empty; any other empty mapping (`emptyDir: {}`) says something. */
const TEXT_MAPS = new Set(['labels', 'annotations', 'nodeSelector', 'matchLabels']);
/** Lists of containers: each of these has `resources`, be they empty. */
const CONTAINERS = new Set(['containers', 'initContainers']);
/** Fields (k8s.io/api/core/v1) that the API does not tell apart from absent ones when they are zero. */
// prettier-ignore
const ZERO_IS_ABSENT = new Set([
  'hostNetwork', 'hostPID', 'hostIPC', 'readOnly', 'stdin', 'stdinOnce', 'tty',
  'initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold', 'hostPort',
  'minReadySeconds', 'value', 'image', 'imagePullPolicy', 'nodeName', 'priorityClassName', 'host', 'subPath', 'workingDir',
]);
/** Fields that hold text wherever they stand in a Pod: YAML makes a number or a boolean of an unquoted `1` or `yes`. */
const TEXTS = new Set(['name', 'namespace', 'image', 'nodeName', 'key', 'value', 'mountPath', 'path']);
const TEXT_LISTS = new Set(['command', 'args']);

/**
 * An object as the API would print it after a person changed it: without `null` and what is empty, and with
 * quantities in their canonical form (`4096Mi` is `4Gi`, 1 is `"1"`).
 *
 * @throws KubeadmError `patch-failed` naming the field where text is wanted and something else stands
 */
export function asTyped(object: JsonMap): JsonMap {
  const entries: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined || isAbsent(key, value)) continue;
    requireText(key, value);
    entries.push([key, convert(key, value)]);
  }
  return Object.fromEntries(entries);
}

function isAbsent(key: string, value: JsonValue): boolean {
  if (value === null || (isList(value) && value.length === 0)) return true;
  if (isMap(value)) return (TEXT_MAPS.has(key) || QUANTITY_MAPS.has(key)) && Object.keys(value).length === 0;
  return ZERO_IS_ABSENT.has(key) && (value === '' || value === 0 || value === false);
}

function requireText(key: string, value: JsonValue): void {
  const wrong = textsIn(key, value).find((text) => typeof text === 'number' || typeof text === 'boolean');
  if (wrong !== undefined) throw patchFailure(`${key}: ${String(wrong)} is no text: put it in quotes`);
}

function textsIn(key: string, value: JsonValue): readonly (JsonValue | undefined)[] {
  if (TEXTS.has(key)) return [value];
  if (TEXT_LISTS.has(key) && isList(value)) return value;
  return TEXT_MAPS.has(key) && isMap(value) ? Object.values(value) : [];
}

function convert(key: string, value: JsonValue): JsonValue {
  if (QUANTITIES.has(key)) return quantity(value);
  if (isList(value)) return value.map((item) => (CONTAINERS.has(key) && isMap(item) ? container(item) : typed(item)));
  if (!isMap(value)) return value;
  return QUANTITY_MAPS.has(key) ? quantities(value) : asTyped(value);
}

function typed(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(typed);
  return isMap(value) ? asTyped(value) : value;
}

function container(value: JsonMap): JsonMap {
  return { resources: {}, ...asTyped(value) };
}

function quantities(map: JsonMap): JsonMap {
  const given = Object.entries(map).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([key, value]) => [key, quantity(value as JsonValue)]));
}

function quantity(value: JsonValue): JsonValue {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  return canonicalQuantity(String(value)) ?? value;
}
