import type { Taint } from '../../pkg/config/types.ts';
import type { JsonObject, KubeObject } from '../../pkg/kube/kube-object.ts';
import type { Manifest } from '../manifest.ts';

/** Labels by which a control-plane node is known. */
export const CONTROL_PLANE_LABELS: Readonly<Record<string, string>> = {
  'node-role.kubernetes.io/control-plane': '',
  'node.kubernetes.io/exclude-from-external-load-balancers': '',
};

/**
 * The strategic merge patch that makes a node a control-plane node: labels, and the wanted taints followed by those
 * that it has besides.
 *
 * @param node - the Node as it stands in the cluster
 * @param taints - taints to put on it; empty for none
 * @returns `undefined` when the node has all of it already
 */
export function markControlPlanePatch(node: KubeObject, taints: readonly Taint[]): Manifest | undefined {
  const existing = taintsOf(node);
  const all = [...taints, ...existing.filter((taint) => !taints.some((wanted) => samePlace(wanted, taint)))];
  const labelled = Object.entries(CONTROL_PLANE_LABELS).every(([key, value]) => node.metadata.labels?.[key] === value);
  const tainted = taints.every((wanted) => existing.some((taint) => sameTaint(wanted, taint)));
  if (labelled && tainted) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.metadata.name, labels: CONTROL_PLANE_LABELS },
    ...(tainted ? {} : { spec: { taints: all } }),
  };
}

function taintsOf(node: KubeObject): readonly JsonObject[] {
  const { spec } = node as KubeObject & { readonly spec?: { readonly taints?: readonly JsonObject[] | null } };
  return spec?.taints ?? [];
}

/** A Node has one taint for each key and effect: the API server refuses a second one. */
function samePlace(a: JsonObject, b: JsonObject): boolean {
  return a.key === b.key && a.effect === b.effect;
}

function sameTaint(a: JsonObject, b: JsonObject): boolean {
  return samePlace(a, b) && (a.value ?? '') === (b.value ?? '');
}
