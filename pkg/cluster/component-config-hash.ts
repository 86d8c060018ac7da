import { createHash } from 'node:crypto';
import type { KubeObject } from '../kube/kube-object.ts';
import { objectData } from '../kube/object-data.ts';

/** By its fingerprint an upgrade knows a component's configuration that nobody edited since it was generated. */
export const HASH_ANNOTATION = 'kubeadm.kubernetes.io/component-config.hash';

/**
 * The fingerprint by which an upgrade knows whether a person edited a component's ConfigMap: SHA-256 over the values
 * of `data`, in the byte order of their keys.
 *
 * @param data - the ConfigMap's data
 */
export function componentConfigHash(data: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const key of Object.keys(data).sort()) hash.update(data[key] ?? '');
  return `sha256:${hash.digest('hex')}`;
}

/** Whether the configuration in a component's ConfigMap was generated, and is as it was then. */
export function isGenerated(configMap: KubeObject): boolean {
  return configMap.metadata.annotations?.[HASH_ANNOTATION] === componentConfigHash(objectData(configMap));
}
