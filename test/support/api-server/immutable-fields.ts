import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { FieldFault } from './failures.ts';
import { wrong } from './field-faults.ts';
import { at, isRecord, listAt, sameJson, textAt } from './json.ts';

/** Fields that never change once set, by kind. */
const IMMUTABLE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Secret: [['type']],
  ClusterRoleBinding: [['roleRef']],
  RoleBinding: [['roleRef']],
  Deployment: [['spec', 'selector']],
  DaemonSet: [['spec', 'selector']],
};

/** What an update may not change. */
export function immutableFaults(before: KubeObject, after: KubeObject): readonly FieldFault[] {
  if (after.kind === 'Pod' && !sameJson(fixedPodSpec(before), fixedPodSpec(after))) {
    return [
      {
        reason: 'FieldValueForbidden',
        field: 'spec',
        message: 'Forbidden: pod updates may not change fields other than images and a few more',
      },
    ];
  }
  const fixed = [...(IMMUTABLE[after.kind] ?? []), ...clusterIPs(before, after)];
  return fixed
    .filter((path) => !sameJson(at(before, ...path), at(after, ...path)))
    .map((path) => wrong(path.join('.'), at(after, ...path) ?? null, 'field is immutable'));
}

/** The part of a Pod's spec that never changes once it is created. */
function fixedPodSpec(pod: KubeObject): unknown {
  const spec = at(pod, 'spec');
  if (!isRecord(spec)) return spec;
  const {
    activeDeadlineSeconds: _deadline,
    tolerations: _tolerations,
    terminationGracePeriodSeconds: _grace,
    ...rest
  } = spec;
  const withoutImage = (container: unknown): unknown =>
    isRecord(container) ? { ...container, image: undefined } : container;
  return {
    ...rest,
    containers: listAt(spec, 'containers').map(withoutImage),
    initContainers: listAt(spec, 'initContainers').map(withoutImage),
  };
}

/** A Service's address stays unless the Service stops having one. */
function clusterIPs(before: KubeObject, after: KubeObject): readonly (readonly string[])[] {
  const address = textAt(before, 'spec', 'clusterIP') ?? '';
  return after.kind === 'Service' && address !== '' && textAt(after, 'spec', 'type') !== 'ExternalName'
    ? [['spec', 'clusterIP']]
    : [];
}
