import type { HostView } from '../../pkg/host/host.ts';
import type { KubeObject, ObjectMeta } from '../../pkg/kube/kube-object.ts';
import type { DrainSettings } from '../upgrade-context.ts';

/** The part of a Pod that draining reads. */
export interface Pod extends KubeObject {
  readonly metadata: ObjectMeta & { readonly deletionTimestamp?: string };
  readonly spec?: { readonly volumes?: readonly { readonly name: string; readonly emptyDir?: object }[] };
  readonly status?: { readonly phase?: string };
}

/** The Pods of a node, by what draining makes of them. */
export interface SortedPods {
  /** To be evicted, or on their way out. */
  readonly go: readonly Pod[];
  /** Would be lost, or lose data, which nobody allowed. */
  readonly emptyDirs: readonly Pod[];
  readonly bare: readonly Pod[];
}

/** The kubelet shows a static Pod with this annotation; it runs whatever the cluster says. */
const MIRROR = 'kubernetes.io/config.mirror';
const FINISHED = ['Succeeded', 'Failed'];

/** The Pods on a node, sorted. Left out: static ones, those of DaemonSets, finished ones. */
export async function sortPods(
  view: Pick<HostView, 'listObjects'>,
  node: string,
  drain: DrainSettings,
): Promise<SortedPods> {
  const fieldSelector = `spec.nodeName=${node}`;
  const pods = (await view.listObjects('v1', 'Pod', { fieldSelector, keep: relevant })) as readonly Pod[];
  const movable = pods.filter((pod) => !stays(pod));
  const kept = {
    bare: movable.filter((pod) => !drain.deleteBarePods && isBare(pod) && !isEnding(pod)),
    emptyDirs: movable.filter((pod) => !drain.deleteEmptyDirData && hasEmptyDir(pod) && !isEnding(pod)),
  };
  const refused = new Set([...kept.bare, ...kept.emptyDirs]);
  return { ...kept, go: movable.filter((pod) => !refused.has(pod)) };
}

/** `namespace/name` */
export function podName({ metadata }: Pod): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Whether it was told to end, and has not ended yet. */
export function isEnding({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Thousands of Pods fit on no node, but what containers look like is of no interest. */
function relevant(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, spec, status }: Pod = object;
  const volumes = spec?.volumes;
  const kept: Pod = {
    apiVersion,
    kind,
    metadata,
    spec: volumes === undefined ? {} : { volumes },
    status: status?.phase === undefined ? {} : { phase: status.phase },
  };
  return kept;
}

function stays({ metadata, status }: Pod): boolean {
  if (metadata.annotations?.[MIRROR] !== undefined || FINISHED.includes(status?.phase ?? '')) return true;
  return controllerOf(metadata)?.['kind'] === 'DaemonSet';
}

function isBare({ metadata }: Pod): boolean {
  return controllerOf(metadata) === undefined;
}

function controllerOf({ ownerReferences = [] }: ObjectMeta) {
  return ownerReferences.find(({ controller }) => controller === true);
}

function hasEmptyDir({ spec }: Pod): boolean {
  return (spec?.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined);
}
