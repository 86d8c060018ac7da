import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { textAt } from './json.ts';

type Matches = (object: KubeObject) => boolean;

/** A selector that cannot be read. */
export class SelectorError extends Error {}

/** `a=b, c!=d, e in (f,g), h notin (i), j, !k` */
export function labelMatcher(selector: string | undefined): Matches {
  if (selector === undefined || selector.trim() === '') return () => true;
  const requirements = splitRequirements(selector).map(requirement);
  return (object) => requirements.every((matches) => matches(object.metadata.labels ?? {}));
}

/** Commas separate requirements, but for those in parentheses. */
function splitRequirements(selector: string): readonly string[] {
  return selector.split(/,(?![^(]*\))/).map((part) => part.trim());
}

type MatchesLabels = (labels: Readonly<Record<string, string>>) => boolean;

const KEY = '([A-Za-z0-9][-A-Za-z0-9_./]*)';

const FORMS: readonly (readonly [RegExp, (key: string, values: readonly string[]) => MatchesLabels])[] = [
  [new RegExp(`^${KEY}\\s+in\\s*\\((.*)\\)$`), (key, values) => (labels) => values.includes(labels[key] ?? '\0')],
  [new RegExp(`^${KEY}\\s+notin\\s*\\((.*)\\)$`), (key, values) => (labels) => !values.includes(labels[key] ?? '\0')],
  [
    new RegExp(`^${KEY}\\s*!=\\s*([-A-Za-z0-9_.]*)$`),
    (key, [value]) =>
      (labels) =>
        labels[key] !== value,
  ],
  [
    new RegExp(`^${KEY}\\s*==?\\s*([-A-Za-z0-9_.]*)$`),
    (key, [value]) =>
      (labels) =>
        labels[key] === value,
  ],
  [new RegExp(`^!\\s*${KEY}()$`), (key) => (labels) => labels[key] === undefined],
  [new RegExp(`^${KEY}()$`), (key) => (labels) => labels[key] !== undefined],
];

function requirement(text: string): MatchesLabels {
  for (const [form, build] of FORMS) {
    const match = form.exec(text);
    if (match !== null)
      return build(
        match[1] ?? '',
        (match[2] ?? '').split(',').map((value) => value.trim()),
      );
  }
  throw new SelectorError(`unable to parse requirement: ${text}`);
}

/** Fields that may be selected by, for each kind, besides the two of every kind. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Secret: ['type'],
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Event: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
  CertificateSigningRequest: ['spec.signerName'],
};

/** `metadata.name=x,type!=y` */
export function fieldMatcher(selector: string | undefined, kind: string, namespaced: boolean): Matches {
  if (selector === undefined || selector.trim() === '') return () => true;
  const known = [
    'metadata.name',
    ...(namespaced || kind === 'Namespace' ? ['metadata.namespace'] : []),
    ...(FIELDS[kind] ?? []),
  ];
  const requirements = selector.split(',').map((text) => {
    const [, field = '', sign = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(text.trim()) ?? [];
    if (sign === '') throw new SelectorError(`invalid selector: '${text}'; can't understand '${text}'`);
    if (!known.includes(field)) throw new SelectorError(`field label not supported: ${field}`);
    return (object: KubeObject) => (fieldText(object, field) === value) === (sign !== '!=');
  });
  return (object) => requirements.every((matches) => matches(object));
}

/** Booleans are selected by as texts, and are false where they are absent. */
const BOOLEANS: readonly string[] = ['spec.unschedulable'];

function fieldText(object: KubeObject, field: string): string {
  const path = field.split('.');
  if (!BOOLEANS.includes(field)) return textAt(object, ...path) ?? '';
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
  return String(value === true);
}
