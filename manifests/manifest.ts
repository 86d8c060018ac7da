import type { JsonObject, ObjectMeta } from '../pkg/kube/kube-object.ts';

/** A Kubernetes object that this program builds: plain JSON with the fields that every object has. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta & JsonObject;
}
