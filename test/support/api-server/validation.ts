import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { Resource } from '../../../pkg/kube/resource-table.ts';
import type { FieldFault } from './failures.ts';
import { at, isRecord, listAt, sameJson, textAt } from './json.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
/** Services became as free as other labels in newer releases; names that begin with a digit are not used here. */
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUALIFIED_NAME = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const CONFIG_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

const wrong = (field: string, value: unknown, why: string): FieldFault => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});
const required = (field: string, why = ''): FieldFault => ({
  reason: 'FieldValueRequired',
  field,
  message: `Required value${why === '' ? '' : `: ${why}`}`,
});
const unsupported = (field: string, value: unknown, supported: readonly string[]): FieldFault => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => `"${one}"`).join(', ')}`,
});

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
  return [wrong(field, name, `a lowercase RFC 1123 ${short ? 'label' : 'subdomain'} consists of a-z, 0-9, '-'${short ? '' : " and '.'"}`)];
}

function metadataFaults({ metadata }: KubeObject): readonly FieldFault[] {
  return Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => [
    ...(QUALIFIED_NAME.test(key) ? [] : [wrong('metadata.labels', key, 'not a qualified name')]),
    ...(LABEL_VALUE.test(value) && value.length <= 63 ? [] : [wrong('metadata.labels', value, 'not a label value')]),
  ]);
}

type Rule = (object: KubeObject) => readonly FieldFault[];

const dataKeys =
  (...fields: readonly string[]): Rule =>
  (object) =>
    fields.flatMap((field) =>
      Object.keys(at(object, field) ?? {})
        .filter((key) => !CONFIG_KEY.test(key))
        .map((key) => wrong(`${field}[${key}]`, key, "a valid key consists of alphanumeric characters, '-', '_' or '.'")),
    );

const roleRef: Rule = (object) => [
  ...(textAt(object, 'roleRef', 'name') ? [] : [required('roleRef.name')]),
  ...(['ClusterRole', ...(object.kind === 'RoleBinding' ? ['Role'] : [])].includes(textAt(object, 'roleRef', 'kind') ?? '')
    ? []
    : [unsupported('roleRef.kind', at(object, 'roleRef', 'kind') ?? '', ['ClusterRole', ...(object.kind === 'RoleBinding' ? ['Role'] : [])])]),
  ...listAt(object, 'subjects').flatMap((subject, index) => [
    ...(textAt(subject, 'name') ? [] : [required(`subjects[${index}].name`)]),
    ...(['User', 'Group', 'ServiceAccount'].includes(textAt(subject, 'kind') ?? '')
      ? []
      : [unsupported(`subjects[${index}].kind`, at(subject, 'kind') ?? '', ['ServiceAccount', 'User', 'Group'])]),
  ]),
];

const rules: Rule = (object) =>
  listAt(object, 'rules').flatMap((rule, index) => [
    ...(listAt(rule, 'verbs').length > 0 ? [] : [required(`rules[${index}].verbs`, 'verbs must contain at least one value')]),
    ...(listAt(rule, 'nonResourceURLs').length > 0 || listAt(rule, 'apiGroups').length > 0
      ? []
      : [required(`rules[${index}].apiGroups`, 'resource rules must supply at least one api group')]),
    ...(listAt(rule, 'nonResourceURLs').length > 0 || listAt(rule, 'resources').length > 0
      ? []
      : [required(`rules[${index}].resources`, 'resource rules must supply at least one resource')]),
  ]);

function podFaults(spec: unknown, field: string): readonly FieldFault[] {
  const containers = listAt(spec, 'containers');
  if (containers.length === 0) return [required(`${field}.containers`)];
  return containers.flatMap((container, index) => [
    ...(LABEL.test(textAt(container, 'name') ?? '') ? [] : [required(`${field}.containers[${index}].name`)]),
    ...(textAt(container, 'image') ? [] : [required(`${field}.containers[${index}].image`)]),
  ]);
}

const workload: Rule = (object) => {
  const selector = at(object, 'spec', 'selector', 'matchLabels');
  const labels = at(object, 'spec', 'template', 'metadata', 'labels');
  const chosen = isRecord(selector) && isRecord(labels) && Object.entries(selector).every(([key, value]) => labels[key] === value);
  return [
    ...(selector === undefined ? [required('spec.selector')] : []),
    ...(selector === undefined || chosen
      ? []
      : [wrong('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`')]),
    ...podFaults(at(object, 'spec', 'template', 'spec'), 'spec.template.spec'),
  ];
};

const service: Rule = (object) => {
  const external = textAt(object, 'spec', 'type') === 'ExternalName' || textAt(object, 'spec', 'clusterIP') === 'None';
  const ports = listAt(object, 'spec', 'ports');
  return [
    ...(ports.length > 0 || external ? [] : [required('spec.ports')]),
    ...ports.flatMap((port, index) => {
      const number = at(port, 'port');
      const valid = typeof number === 'number' && number >= 1 && number <= 65535;
      return valid ? [] : [wrong(`spec.ports[${index}].port`, number ?? 0, 'must be between 1 and 65535, inclusive')];
    }),
  ];
};

/** Enough of the real rules to catch what this program could get wrong. */
const KIND_RULES: Readonly<Record<string, Rule>> = {
  ConfigMap: dataKeys('data', 'binaryData'),
  Secret: dataKeys('data'),
  ClusterRoleBinding: roleRef,
  RoleBinding: roleRef,
  ClusterRole: rules,
  Role: rules,
  Pod: (object) => podFaults(at(object, 'spec'), 'spec'),
  Deployment: workload,
  DaemonSet: workload,
  Service: service,
};

/** Fields that never change once set, by kind. */
const IMMUTABLE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Secret: [['type']],
  ClusterRoleBinding: [['roleRef']],
  RoleBinding: [['roleRef']],
  Deployment: [['spec', 'selector']],
  DaemonSet: [['spec', 'selector']],
};

/** What an update may not change. */
export function immutableFaults(before: KubeObject, after: KubeObject): readonly FieldFault[] {
  if (after.kind === 'Pod' && !sameJson(fixedPodSpec(before), fixedPodSpec(after))) {
    return [{ reason: 'FieldValueForbidden', field: 'spec', message: 'Forbidden: pod updates may not change fields other than images and a few more' }];
  }
  const fixed = [...(IMMUTABLE[after.kind] ?? []), ...clusterIPs(before, after)];
  return fixed
    .filter((path) => !sameJson(at(before, ...path), at(after, ...path)))
    .map((path) => wrong(path.join('.'), at(after, ...path) ?? null, 'field is immutable'));
}

/** The part of a Pod's spec that never changes once it is created. */
function fixedPodSpec(pod: KubeObject): unknown {
  const spec = at(pod, 'spec');
  if (!isRecord(spec)) return spec;
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, terminationGracePeriodSeconds: _grace, ...rest } = spec;
  const withoutImage = (container: unknown): unknown => (isRecord(container) ? { ...container, image: undefined } : container);
  return { ...rest, containers: listAt(spec, 'containers').map(withoutImage), initContainers: listAt(spec, 'initContainers').map(withoutImage) };
}

/** A Service's address stays unless the Service stops having one. */
function clusterIPs(before: KubeObject, after: KubeObject): readonly (readonly string[])[] {
  const address = textAt(before, 'spec', 'clusterIP') ?? '';
  return after.kind === 'Service' && address !== '' && textAt(after, 'spec', 'type') !== 'ExternalName' ? [['spec', 'clusterIP']] : [];
}
