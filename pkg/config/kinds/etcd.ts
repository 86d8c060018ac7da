import { isAbsolute } from 'node:path/posix';
import { field, list, optional, string, struct } from '../schema/schema.ts';
import { checkImageRepository } from '../validate/image-repository.ts';
import { argumentList } from './argument.ts';
import { envVars } from './env-var.ts';

/** An absolute path, for fields where relative ones would depend on the folder of the caller. */
export const checkAbsolutePath = (path: string): string | undefined =>
  isAbsolute(path) ? undefined : `${JSON.stringify(path)} is not an absolute path`;

const localEtcd = struct({
  imageRepository: field(string(), "Registry and folder of etcd's image", { check: checkImageRepository }),
  imageTag: field(string(), "Tag of etcd's image"),
  dataDir: field(string(), 'Folder for the data', { default: '/var/lib/etcd', always: true, check: checkAbsolutePath }),
  extraArgs: argumentList('More arguments for etcd'),
  extraEnvs: envVars(),
  serverCertSANs: field(list(string()), "More names and addresses for etcd's server certificate"),
  peerCertSANs: field(list(string()), "More names and addresses for etcd's peer certificate"),
});

const externalEtcd = struct({
  endpoints: field(optional(list(string())), 'URLs of the members', { always: true }),
  httpEndpoints: field(list(string()), 'URLs of metrics and health; the endpoints unless given', {
    default: (etcd) => etcd['endpoints'] as readonly string[] | undefined,
  }),
  caFile: field(string(), "The authority of the members' certificates", { always: true, check: checkAbsolutePath }),
  certFile: field(string(), 'The certificate of the API server as a client', {
    always: true,
    check: checkAbsolutePath,
  }),
  keyFile: field(string(), 'Its key', { always: true, check: checkAbsolutePath }),
});

/** etcd of this cluster: run here, or elsewhere. */
export const etcd = struct({
  local: field(optional(localEtcd), 'etcd as a static Pod of this machine', {
    default: (given) => (given['external'] === undefined ? {} : undefined),
  }),
  external: field(optional(externalEtcd), 'etcd that runs elsewhere'),
});
