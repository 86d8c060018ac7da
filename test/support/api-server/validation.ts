import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { Resource } from '../../../pkg/kube/resource-table.ts';
import type { FieldFault } from './failures.ts';
import { required, wrong } from './field-faults.ts';
import { KIND_RULES } from './kind-rules.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUALIFIED_NAME = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Everything wrong with an object; empty when it may be stored. */
export function validate(object: KubeObject, resource: Resource): readonly FieldFault[] {
  return [...nameFaults(object, resource), ...metadataFaults(object), ...(KIND_RULES[resource.kind]?.(object) ?? [])];
}

/** RBAC names only have to fit into a path: `system:node` is fine. */
function nameFaults({ metadata: { name } }: KubeObject, { apiVersion, kind }: Resource): readonly FieldFault[] {
  const field = 'metadata.name';
  if (name === undefined || name === '') return [required(field, 'name or generateName is required')];
  if (apiVersion.startsWith('rbac.')) {
    return /[/%]/.test(name) || name === '.' || name === '..' ? [wrong(field, name, `may not contain '/' or '%'`)] : [];
  }
  const short = kind === 'Namespace' || kind === 'Service';
  if (name.length > (short ? 63 : 253)) return [wrong(field, name, `must be no more than ${short ? 63 : 253} bytes`)];
  if ((short ? LABEL : SUBDOMAIN).test(name)) return [];
  return [
    wrong(
      field,
      name,
      `a lowercase RFC 1123 ${short ? 'label' : 'subdomain'} consists of a-z, 0-9, '-'${short ? '' : " and '.'"}`,
    ),
  ];
}

function metadataFaults({ metadata }: KubeObject): readonly FieldFault[] {
  return Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => [
    ...(QUALIFIED_NAME.test(key) ? [] : [wrong('metadata.labels', key, 'not a qualified name')]),
    ...(LABEL_VALUE.test(value) && value.length <= 63 ? [] : [wrong('metadata.labels', value, 'not a label value')]),
  ]);
}
