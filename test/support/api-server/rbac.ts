import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { User } from './authentication.ts';
import { at, listAt, textAt } from './json.ts';
import type { ObjectStore } from './object-store.ts';

/** What somebody wants to do: with a resource, or with a path outside of resources. */
export type Wish =
  | {
      readonly verb: string;
      readonly group: string;
      /** With its subresource: `nodes/status`. */
      readonly resource: string;
      readonly namespace?: string | undefined;
      readonly name?: string | undefined;
      readonly path?: undefined;
    }
  | { readonly verb: string; readonly path: string };

const RBAC = 'rbac.authorization.k8s.io/v1';

/** RBAC over the roles and bindings in the store. `system:masters` is never asked for a role. */
export function mayDo(user: User, wish: Wish, store: ObjectStore): boolean {
  if (user.groups.includes('system:masters')) return true;
  const namespace = wish.path === undefined ? wish.namespace : undefined;
  const bindings = [
    ...store.list(RBAC, 'ClusterRoleBinding').items,
    ...(namespace === undefined ? [] : store.list(RBAC, 'RoleBinding', { namespace }).items),
  ];
  return bindings
    .filter((binding) => listAt(binding, 'subjects').some((subject) => isSubject(subject, user)))
    .flatMap((binding) => listAt(roleOf(binding, store), 'rules'))
    .some((rule) => allows(rule, wish));
}

function isSubject(subject: unknown, user: User): boolean {
  const name = textAt(subject, 'name') ?? '';
  switch (textAt(subject, 'kind')) {
    case 'User':
      return name === user.name;
    case 'Group':
      return user.groups.includes(name);
    default:
      return user.name === `system:serviceaccount:${textAt(subject, 'namespace') ?? ''}:${name}`;
  }
}

function roleOf(binding: KubeObject, store: ObjectStore): KubeObject | undefined {
  const kind = textAt(binding, 'roleRef', 'kind') ?? '';
  const name = textAt(binding, 'roleRef', 'name') ?? '';
  const scope = kind === 'Role' ? { namespace: binding.metadata.namespace ?? '' } : {};
  return store.find({ apiVersion: RBAC, kind, name, ...scope });
}

function has(rule: unknown, field: string, value: string): boolean {
  const list = listAt(rule, field);
  return list.includes('*') || list.includes(value);
}

function allows(rule: unknown, wish: Wish): boolean {
  if (!has(rule, 'verbs', wish.verb)) return false;
  if (wish.path !== undefined)
    return listAt(rule, 'nonResourceURLs').some((pattern) => pathFits(String(pattern), wish.path));
  const names = at(rule, 'resourceNames');
  const named = !Array.isArray(names) || names.length === 0 || names.includes(wish.name);
  const subresource = wish.resource.includes('/') ? `*/${wish.resource.split('/')[1]}` : wish.resource;
  const resource = has(rule, 'resources', wish.resource) || listAt(rule, 'resources').includes(subresource);
  return has(rule, 'apiGroups', wish.group) && resource && named;
}

function pathFits(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
