import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { User } from './authentication.ts';
import { at, isRecord, listAt, textAt } from './json.ts';
import type { ObjectStore } from './object-store.ts';

export const CSR = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest' };

/** The API server writes down who asks for a certificate, whatever the request says of that. Other kinds pass as they are. */
export function askedBy(user: User, object: KubeObject): KubeObject {
  if (object.kind !== CSR.kind) return object;
  const { status: _status, ...rest } = object as KubeObject & { status?: unknown };
  const spec = at(object, 'spec');
  return { ...rest, spec: { ...(isRecord(spec) ? spec : {}), username: user.name, groups: user.groups } } as KubeObject;
}

/** Whether somebody decided on a request. */
export function hasCondition(request: KubeObject, type: string): boolean {
  return listAt(request, 'status', 'conditions').some((condition) => textAt(condition, 'type') === type);
}

/** Decide on a request: `Approved`, `Denied`, `Failed`. */
export function decide(
  store: ObjectStore,
  request: KubeObject,
  condition: { readonly type: 'Approved' | 'Denied' | 'Failed'; readonly reason: string; readonly message: string },
): void {
  const time = store.now().toISOString();
  const added = { status: 'True', lastUpdateTime: time, lastTransitionTime: time, ...condition };
  const conditions = [...listAt(request, 'status', 'conditions'), added];
  writeStatus(store, request, { conditions });
}

/** Change the status and nothing else. */
export function writeStatus(store: ObjectStore, request: KubeObject, fields: object): void {
  const status = at(request, 'status');
  const changed = { ...request, status: { ...(isRecord(status) ? status : {}), ...fields } };
  store.update(changed, { statusOnly: true });
}
