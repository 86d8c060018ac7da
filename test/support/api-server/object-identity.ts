import { randomBytes } from 'node:crypto';
import type { KubeObject, ObjectMeta, ObjectRef } from '../../../pkg/kube/kube-object.ts';
import { knownResource, type Resource } from '../../../pkg/kube/resource-table.ts';
import type { Asked } from './failures.ts';

type GeneratingMeta = ObjectMeta & { readonly generateName?: string };

function nameOf(of: ObjectRef | KubeObject): { name: string; namespace?: string | undefined } {
  return 'metadata' in of ? of.metadata : of;
}

/** Where an object lies in the store. */
export function keyOf(of: ObjectRef | KubeObject): string {
  const { name, namespace } = nameOf(of);
  return `${of.apiVersion} ${of.kind} ${namespace ?? ''}/${name}`;
}

/** What was asked for, for failures. */
export function asked(verb: Asked['verb'], of: ObjectRef | KubeObject): Asked {
  const { name, namespace } = nameOf(of);
  return { verb, resource: resourceFor(of.apiVersion, of.kind, namespace), name, namespace };
}

/** Kinds that the table does not have are taken as they come. */
export function resourceFor(apiVersion: string, kind: string, namespace: string | undefined): Resource {
  const plural = `${kind.toLowerCase()}s`;
  return knownResource(apiVersion, kind) ?? { apiVersion, kind, plural, namespaced: namespace !== undefined };
}

/** Gives an object with `generateName` its name. */
export function named(object: KubeObject): KubeObject {
  const { name, generateName }: GeneratingMeta = object.metadata;
  if (generateName === undefined || (name !== undefined && name !== '')) return object;
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  const suffix = [...randomBytes(5)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return { ...object, metadata: { ...object.metadata, name: `${generateName}${suffix}` } };
}
