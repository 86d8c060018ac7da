import { randomUUID } from 'node:crypto';
import type { KubeObject, ObjectMeta } from '../../../pkg/kube/kube-object.ts';
import { sameJson } from './json.ts';

type StoredMeta = ObjectMeta & { readonly generation?: number; readonly creationTimestamp?: string };

const STATUS_SUBRESOURCE = new Set([
  'Node',
  'Pod',
  'Service',
  'Namespace',
  'Deployment',
  'DaemonSet',
  'Job',
  'CertificateSigningRequest',
  'PodDisruptionBudget',
]);
const COUNTS_GENERATIONS = new Set([
  'Deployment',
  'DaemonSet',
  'ReplicaSet',
  'StatefulSet',
  'Job',
  'PodDisruptionBudget',
]);

/** The metadata of an object that comes into being. */
export function born(object: KubeObject, now: Date): ObjectMeta {
  const generation = COUNTS_GENERATIONS.has(object.kind) ? { generation: 1 } : {};
  const creationTimestamp = now.toISOString().replace(/\.\d+Z$/, 'Z');
  const metadata: StoredMeta = { ...object.metadata, uid: randomUUID(), creationTimestamp, ...generation };
  return metadata;
}

/** What the server keeps whatever a client sends: identity, birth, and the status of kinds that have one. */
export function kept(given: KubeObject, live: KubeObject): KubeObject {
  const old: StoredMeta = live.metadata;
  const sameSpec = 'spec' in given && 'spec' in live ? sameJson(given.spec, live.spec) : true;
  const generation = old.generation === undefined ? {} : { generation: old.generation + (sameSpec ? 0 : 1) };
  const fixed = {
    uid: old.uid,
    creationTimestamp: old.creationTimestamp,
    resourceVersion: old.resourceVersion,
    ...generation,
  };
  const status = 'status' in live && STATUS_SUBRESOURCE.has(given.kind) ? { status: live.status } : {};
  return { ...given, ...status, ...fixedSpec(given, live), metadata: { ...given.metadata, ...fixed } };
}

/** What somebody asked a certificate for, and who that was, stays as it was. */
function fixedSpec({ kind }: KubeObject, live: KubeObject): object {
  return kind === 'CertificateSigningRequest' && 'spec' in live ? { spec: live.spec } : {};
}

/** An object with another's status. */
export function withStatus(live: KubeObject, given: KubeObject): KubeObject {
  return 'status' in given ? ({ ...live, status: given.status } as KubeObject) : live;
}
