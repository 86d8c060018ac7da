import { KNOWN_RESOURCES, type Resource } from '../../../pkg/kube/resource-table.ts';
import { groupOf } from './failures.ts';
import type { Wish } from './rbac.ts';

/** Where a request goes, read from its path. */
export type Route =
  | {
      readonly resource: Resource;
      readonly namespace: string | undefined;
      readonly name: string | undefined;
      readonly subresource: string | undefined;
      readonly path?: undefined;
    }
  | { readonly path: string; readonly resource?: undefined };

/** `/api/v1/...` and `/apis/group/version/...` of known kinds; all else is a path outside of resources. */
export function routeOf(path: string): Route {
  const [root, ...rest] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const depth = root === 'api' ? 1 : 2;
  if ((root !== 'api' && root !== 'apis') || rest.length <= depth) return { path };
  const apiVersion = rest.slice(0, depth).join('/');
  const inner = rest.slice(depth);
  const scoped = inner[0] === 'namespaces' && inner.length > 2 && !['status', 'finalize'].includes(inner[2] ?? '');
  const namespace = scoped ? inner[1] : undefined;
  const [plural, name, subresource] = scoped ? inner.slice(2) : inner;
  const resource = KNOWN_RESOURCES.find((row) => row.apiVersion === apiVersion && row.plural === plural);
  return resource === undefined ? { path } : { resource, namespace, name, subresource };
}

const VERBS: Readonly<Record<string, readonly [one: string, all: string]>> = {
  GET: ['get', 'list'],
  HEAD: ['get', 'list'],
  POST: ['create', 'create'],
  PUT: ['update', 'update'],
  PATCH: ['patch', 'patch'],
  DELETE: ['delete', 'deletecollection'],
};

/** What a request asks leave for. */
export function wishOf(method: string, route: Route, query: URLSearchParams): Wish {
  if (route.resource === undefined) return { verb: method.toLowerCase(), path: route.path };
  const [one, all] = VERBS[method] ?? ['', ''];
  const plain = route.name === undefined ? all : one;
  return {
    verb: plain === 'list' && ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : plain,
    group: groupOf(route.resource.apiVersion),
    resource: route.subresource === undefined ? route.resource.plural : `${route.resource.plural}/${route.subresource}`,
    namespace: route.namespace ?? (route.resource.kind === 'Namespace' ? route.name : undefined),
    name: route.name,
  };
}
