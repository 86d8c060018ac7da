import type { ExternalEtcd } from '../../pkg/config/types.ts';
import type { FileView } from '../../pkg/host/host.ts';

/** What the static Pod of the API server tells about a cluster that cannot be asked. */
export interface ManifestFacts {
  readonly certificatesDir?: string;
  readonly externalEtcd?: ExternalEtcd;
  /** One CIDR, or one of each family, separated by a comma. */
  readonly serviceSubnet?: string;
}

const API_SERVER = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/**
 * Where the certificates are and whether etcd is external, by the arguments of the API server. Empty where it has no
 * static Pod here: never throws for that.
 */
export async function manifestFacts(view: Pick<FileView, 'readFile'>): Promise<ManifestFacts> {
  const text = await view.readFile(API_SERVER).catch(() => undefined);
  if (text === undefined) return {};
  const argument = (name: string): string =>
    new RegExp(`^\\s*- "?--${name}=([^"\\s]+)"?\\s*$`, 'm').exec(text)?.[1] ?? '';
  const caFile = argument('client-ca-file');
  const folder = /^(\/.+)\/ca\.crt$/.exec(caFile)?.[1];
  const serviceSubnet = argument('service-cluster-ip-range');
  const servers = argument('etcd-servers').split(',');
  const local = servers.every((server) => /^https:\/\/(127\.0\.0\.1|\[::1\]|localhost):/.test(server));
  return {
    ...(folder === undefined ? {} : { certificatesDir: folder }),
    ...(serviceSubnet === '' ? {} : { serviceSubnet }),
    ...(local
      ? {}
      : {
          externalEtcd: {
            endpoints: servers,
            httpEndpoints: [],
            caFile: argument('etcd-cafile'),
            certFile: argument('etcd-certfile'),
            keyFile: argument('etcd-keyfile'),
          },
        }),
  };
}
