/** A value of an object that a command prints. Absent fields are left out. */
export type OutputValue = string | number | boolean | null | readonly OutputValue[] | OutputObject;

/** An object that a command prints, its fields in the order of the API type. */
export interface OutputObject {
  readonly [field: string]: OutputValue | undefined;
}

/** Group and version of what `-o` prints; scripts look for it. */
export const OUTPUT_VERSION = 'output.kubeadm.k8s.io/v1alpha3';

export function isOutputObject(value: OutputValue | undefined): value is OutputObject {
  return typeof value === 'object' && !Array.isArray(value);
}
