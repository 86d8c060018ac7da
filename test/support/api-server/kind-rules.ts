import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { readCertificateRequest } from './certificate-request.ts';
import type { FieldFault } from './failures.ts';
import { required, unsupported, wrong } from './field-faults.ts';
import { at, isRecord, listAt, textAt } from './json.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const CONFIG_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

type Rule = (object: KubeObject) => readonly FieldFault[];

const dataKeys =
  (...fields: readonly string[]): Rule =>
  (object) =>
    fields.flatMap((field) =>
      Object.keys(at(object, field) ?? {})
        .filter((key) => !CONFIG_KEY.test(key))
        .map((key) =>
          wrong(`${field}[${key}]`, key, "a valid key consists of alphanumeric characters, '-', '_' or '.'"),
        ),
    );

const roleRef: Rule = (object) => [
  ...(textAt(object, 'roleRef', 'name') ? [] : [required('roleRef.name')]),
  ...(['ClusterRole', ...(object.kind === 'RoleBinding' ? ['Role'] : [])].includes(
    textAt(object, 'roleRef', 'kind') ?? '',
  )
    ? []
    : [
        unsupported('roleRef.kind', at(object, 'roleRef', 'kind') ?? '', [
          'ClusterRole',
          ...(object.kind === 'RoleBinding' ? ['Role'] : []),
        ]),
      ]),
  ...listAt(object, 'subjects').flatMap((subject, index) => [
    ...(textAt(subject, 'name') ? [] : [required(`subjects[${index}].name`)]),
    ...(['User', 'Group', 'ServiceAccount'].includes(textAt(subject, 'kind') ?? '')
      ? []
      : [unsupported(`subjects[${index}].kind`, at(subject, 'kind') ?? '', ['ServiceAccount', 'User', 'Group'])]),
  ]),
];

const rules: Rule = (object) =>
  listAt(object, 'rules').flatMap((rule, index) => [
    ...(listAt(rule, 'verbs').length > 0
      ? []
      : [required(`rules[${index}].verbs`, 'verbs must contain at least one value')]),
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
  const chosen =
    isRecord(selector) && isRecord(labels) && Object.entries(selector).every(([key, value]) => labels[key] === value);
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

const certificateRequest: Rule = (object) => {
  const request = textAt(object, 'spec', 'request') ?? '';
  return [
    ...(textAt(object, 'spec', 'signerName') ? [] : [required('spec.signerName')]),
    ...(listAt(object, 'spec', 'usages').length > 0 ? [] : [required('spec.usages')]),
    ...(isCertificateRequest(request) ? [] : [wrong('spec.request', request, 'it is no certificate request')]),
  ];
};

function isCertificateRequest(base64: string): boolean {
  try {
    return readCertificateRequest(Buffer.from(base64, 'base64').toString('latin1')).publicKey.type === 'public';
  } catch {
    return false;
  }
}

/** Enough of the real rules to catch what this program could get wrong. */
export const KIND_RULES: Readonly<Record<string, Rule>> = {
  ConfigMap: dataKeys('data', 'binaryData'),
  Secret: dataKeys('data'),
  CertificateSigningRequest: certificateRequest,
  ClusterRoleBinding: roleRef,
  RoleBinding: roleRef,
  ClusterRole: rules,
  Role: rules,
  Pod: (object) => podFaults(at(object, 'spec'), 'spec'),
  Deployment: workload,
  DaemonSet: workload,
  Service: service,
};
