import { KubeadmError } from '../errors/kubeadm-error.ts';
import { groupVersionPath, knownResource, type Resource } from './resource-table.ts';
import type { Transport } from './transport.ts';

export interface ResourceFinder {
  /** @throws KubeadmError `api-unknown-kind` */
  find(apiVersion: string, kind: string): Promise<Resource>;
}

interface DiscoveredResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/**
 * Finds where a kind lives: in the table, or else by asking the API server, once for each group and version.
 *
 * @param transport - how to ask
 */
export function createResourceFinder(transport: Transport): ResourceFinder {
  const asked = new Map<string, Promise<readonly DiscoveredResource[]>>();
  const discovered = (apiVersion: string): Promise<readonly DiscoveredResource[]> => {
    const known = asked.get(apiVersion);
    if (known !== undefined) return known;
    const answer = discover(transport, apiVersion);
    asked.set(apiVersion, answer);
    // A failure is not remembered: the next call asks again.
    answer.catch(() => asked.delete(apiVersion));
    return answer;
  };
  return {
    async find(apiVersion, kind) {
      const known = knownResource(apiVersion, kind);
      if (known !== undefined) return known;
      const row = (await discovered(apiVersion)).find(
        (resource) => resource.kind === kind && !resource.name.includes('/'),
      );
      if (row === undefined) throw unknownKind(apiVersion, kind);
      return { apiVersion, kind, plural: row.name, namespaced: row.namespaced };
    },
  };
}

async function discover(transport: Transport, apiVersion: string): Promise<readonly DiscoveredResource[]> {
  const { status, body } = await transport.send({ method: 'GET', path: groupVersionPath(apiVersion) });
  if (status === 404) return [];
  if (status !== 200) {
    throw new KubeadmError(
      'api-server-error',
      `the API server did not list the kinds of ${apiVersion} (status ${status})`,
      {
        hint: "check the kubeconfig's rights and the API server's log",
      },
    );
  }
  const { resources } = JSON.parse(body) as { readonly resources?: readonly DiscoveredResource[] };
  return resources ?? [];
}

function unknownKind(apiVersion: string, kind: string): KubeadmError {
  return new KubeadmError('api-unknown-kind', `the API server knows no kind ${kind} in ${apiVersion}`, {
    hint: '`kubectl api-resources` lists what it knows; an aggregated API may be down',
  });
}
