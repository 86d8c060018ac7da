import { KNOWN_RESOURCES } from '../../../pkg/kube/resource-table.ts';
import { groupOf } from './failures.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
/** Kinds that answer a question and are not stored. */
export const REVIEWS: readonly string[] = ['SelfSubjectReview', 'SelfSubjectAccessReview'];

interface GroupVersion {
  readonly groupVersion: string;
  readonly version: string;
}

function groups(): readonly { name: string; versions: readonly GroupVersion[] }[] {
  const versions = [...new Set(KNOWN_RESOURCES.map((row) => row.apiVersion))].filter((apiVersion) =>
    apiVersion.includes('/'),
  );
  return versions.map((groupVersion) => ({
    name: groupOf(groupVersion),
    versions: [{ groupVersion, version: groupVersion.slice(groupVersion.indexOf('/') + 1) }],
  }));
}

function resourceList(groupVersion: string): object | undefined {
  const rows = KNOWN_RESOURCES.filter((row) => row.apiVersion === groupVersion);
  if (rows.length === 0) return undefined;
  const resources = rows.map(({ plural, kind, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: REVIEWS.includes(kind) ? ['create'] : VERBS,
  }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

/** The answer to a discovery path; `undefined` for any other path. */
export function discover(path: string): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups().map((group) => ({ ...group, preferredVersion: group.versions[0] })),
    };
  }
  const match = /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)$/.exec(path);
  return match?.[1] === undefined ? undefined : resourceList(match[1]);
}
