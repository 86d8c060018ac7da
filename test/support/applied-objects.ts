import type { Change } from '../../pkg/host/change.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';

/** An object with whatever fields a test looks at. */
export type AnyObject = KubeObject & Readonly<Record<string, unknown>>;

/** The objects applied, in order. */
export function appliedObjects(changes: readonly Change[]): readonly AnyObject[] {
  return changes.flatMap((change) => (change.kind === 'apply-object' ? [change.object as AnyObject] : []));
}

/** `verb Kind namespace/name` of the objects applied, in order. */
export function applied(changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) => {
    if (change.kind !== 'apply-object') return [];
    const { kind, metadata } = change.object;
    return [
      `${change.verb} ${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`,
    ];
  });
}

/** A value of a Secret as text. */
export function secretText(object: AnyObject | undefined, key: string): string | undefined {
  const value = (object?.['data'] as Readonly<Record<string, string>> | undefined)?.[key];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}
