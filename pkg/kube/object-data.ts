import type { KubeObject } from './kube-object.ts';

/**
 * The `data` of a ConfigMap, or of a Secret (then still base64), that came from the API server.
 *
 * @returns an empty record where there is none; values that the API server gives as `null` are empty texts
 */
export function objectData(object: KubeObject | undefined): Readonly<Record<string, string>> {
  const data = object !== undefined && 'data' in object ? object.data : undefined;
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? value : '']));
}

/** When a bootstrap token's Secret ends its life; `undefined` when it never does, or says nothing readable. */
export function tokenExpiration(secret: KubeObject | undefined): Date | undefined {
  const encoded = objectData(secret)['expiration'];
  if (encoded === undefined) return undefined;
  const time = new Date(Buffer.from(encoded, 'base64').toString('utf8'));
  return Number.isNaN(time.getTime()) ? undefined : time;
}
