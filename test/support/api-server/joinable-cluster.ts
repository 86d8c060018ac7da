import { clusterInfoConfigMap } from '../../../manifests/cluster/config-maps.ts';
import { bootstrapTokenSecret } from '../../../manifests/cluster/secrets.ts';
import {
  bootstrapTokenRbac,
  clusterInfoRbac,
  kubeadmCertsRbac,
  kubeadmConfigRbac,
  kubeletConfigRbac,
  NODE_BOOTSTRAP_GROUP,
} from '../../../manifests/rbac/cluster-rbac.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { caCertHashes } from '../../../pkg/pki/ca-cert-hashes.ts';
import { startApiServer, type ApiServer, type ApiServerOptions } from './api-server.ts';
import type { ControllerOptions } from './controller-manager.ts';
import { ObjectStore } from './object-store.ts';
import { createTestAuthority, type IssueOptions, type TestAuthority } from './test-authority.ts';

export const JOIN_TOKEN = 'abcdef.0123456789abcdef';

export interface JoinableOptions {
  /** Milliseconds that {@link JOIN_TOKEN} lives; a day unless given. */
  readonly ttl?: number;
  /** The double's clock in milliseconds relative to this machine's. */
  readonly clock?: { ahead: number };
  readonly serving?: IssueOptions;
  readonly controllers?: Omit<ControllerOptions, 'authority'>;
  readonly intercept?: ApiServerOptions['intercept'];
  readonly authority?: TestAuthority;
  /** Further objects. */
  readonly objects?: readonly KubeObject[];
  /** The address in cluster-info; the double's own unless given. */
  readonly advertised?: string;
}

export interface JoinableCluster extends ApiServer {
  /** `127.0.0.1:port` */
  readonly endpoint: string;
  readonly authority: TestAuthority;
  /** `sha256:<hex>` */
  readonly pin: string;
}

/** Everything that lets machines join, as `init` leaves it, without the cluster's configuration. */
export function joiningRights(): readonly KubeObject[] {
  return [
    ...kubeadmConfigRbac(),
    ...kubeletConfigRbac(),
    ...kubeadmCertsRbac(),
    ...bootstrapTokenRbac(),
    ...clusterInfoRbac(),
  ];
}

/** A bootstrap token's Secret with what `init` gives its own. */
export function joinToken(now: Date, options: { readonly token?: string; readonly ttl?: number } = {}): KubeObject {
  const { token = JOIN_TOKEN, ttl = 24 * 3_600_000 } = options;
  const usages = ['signing', 'authentication'];
  return bootstrapTokenSecret({ token, description: '', ttl, usages, groups: [NODE_BOOTSTRAP_GROUP] }, now);
}

/** A double that machines can join: init's objects, a token, and the controllers that sign and approve. */
export async function startJoinableCluster(options: JoinableOptions = {}): Promise<JoinableCluster> {
  const { clock = { ahead: 0 }, ttl } = options;
  const authority = options.authority ?? (await createTestAuthority('kubernetes'));
  const sans = ['127.0.0.1', 'localhost'];
  const serving = await authority.issue('kube-apiserver', { sans, usages: ['server'], ...options.serving });
  const store = new ObjectStore({
    now: () => new Date(Date.now() + clock.ahead),
    objects: [...joiningRights(), ...(options.objects ?? [])],
  });
  store.create(joinToken(store.now(), ttl === undefined ? {} : { ttl }));
  const server = await startApiServer({
    clientCa: authority.cert,
    ...serving,
    store,
    controllers: { authority, ...options.controllers },
    ...(options.intercept === undefined ? {} : { intercept: options.intercept }),
  });
  store.create(clusterInfoConfigMap(authority.cert, options.advertised ?? server.url));
  const [pin = ''] = caCertHashes(authority.cert);
  return { ...server, endpoint: server.url.replace('https://', ''), authority, pin };
}
