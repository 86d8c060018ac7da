import { isAbsolute } from 'node:path/posix';
import { field, list, optional, string, struct } from '../schema/schema.ts';
import { argumentList } from './argument.ts';
import { envVars } from './env-var.ts';
import { imageRepository } from './image-repository.ts';

/** An absolute path, for fields where relative ones would depend on the folder of the caller. */
export const checkAbsolutePath = (path: string): string | undefined =>
  isAbsolute(path) ? undefined : `${JSON.stringify(path)} is not an absolute path`;

/** What a field with an absolute path has in common with the others. */
export const absolutePath = {
  check: checkAbsolutePath,
  rule: 'It has to be an absolute path.',
  shape: { pattern: '^(/|$)' },
} as const;

const sanRule = 'Each is an IP address, a domain in lower case, or "*." and a domain.';

export const localEtcd = struct({
  imageRepository: field(string(), 'Registry and folder of the image of etcd.', {
    ...imageRepository,
    defaultDoc: 'imageRepository of the cluster',
  }),
  imageTag: field(string(), 'Tag of the image of etcd. The version of etcd is then yours to keep right.', {
    defaultDoc: 'the version that belongs to kubernetesVersion',
    example: '3.6.8-0',
  }),
  dataDir: field(string(), 'Folder of this machine for the data of etcd.', {
    default: '/var/lib/etcd',
    always: true,
    ...absolutePath,
  }),
  extraArgs: argumentList('More arguments for etcd. One that it has anyway is replaced.', [
    { name: 'quota-backend-bytes', value: '8589934592' },
  ]),
  extraEnvs: envVars(),
  serverCertSANs: field(list(string()), "More names and addresses in etcd's server certificate.", {
    rule: sanRule,
    example: ['etcd.example.com'],
  }),
  peerCertSANs: field(list(string()), "More names and addresses in etcd's peer certificate.", {
    rule: sanRule,
    example: ['etcd.example.com'],
  }),
});

export const externalEtcd = struct({
  endpoints: field(optional(list(string())), 'URLs at which the API server reaches the members of etcd.', {
    always: true,
    rule: 'At least one is needed, and each has a scheme: https where caFile, certFile or keyFile is given.',
    example: ['https://10.0.0.20:2379'],
  }),
  httpEndpoints: field(
    list(string()),
    'URLs at which the members tell their health and version, where that is not the endpoints.',
    {
      defaultDoc: 'the endpoints',
      rule: 'Each has a scheme.',
      example: ['http://10.0.0.20:2381'],
      default: (etcd) => etcd['endpoints'] as readonly string[] | undefined,
    },
  ),
  caFile: field(string(), "File with the authority of the members' certificates.", {
    always: true,
    ...absolutePath,
    example: '/etc/kubernetes/pki/etcd/ca.crt',
  }),
  certFile: field(string(), 'File with the certificate that the API server shows to etcd.', {
    always: true,
    ...absolutePath,
    rule: 'It has to be an absolute path; it needs keyFile and caFile.',
    example: '/etc/kubernetes/pki/apiserver-etcd-client.crt',
  }),
  keyFile: field(string(), 'File with the key of that certificate.', {
    always: true,
    ...absolutePath,
    rule: 'It has to be an absolute path; it needs certFile and caFile.',
    example: '/etc/kubernetes/pki/apiserver-etcd-client.key',
  }),
});

/** etcd of this cluster: run here, or elsewhere. */
export const etcd = struct({
  local: field(optional(localEtcd), 'An etcd that runs as a static Pod on each control plane.', {
    defaultDoc: '{} unless external is given',
    example: { dataDir: '/var/lib/etcd' },
    default: (given) => (given['external'] === undefined ? {} : undefined),
  }),
  external: field(optional(externalEtcd), 'An etcd that runs elsewhere and is looked after by somebody else.', {
    example: {
      endpoints: ['https://10.0.0.20:2379', 'https://10.0.0.21:2379', 'https://10.0.0.22:2379'],
      caFile: '/etc/kubernetes/pki/etcd/ca.crt',
      certFile: '/etc/kubernetes/pki/apiserver-etcd-client.crt',
      keyFile: '/etc/kubernetes/pki/apiserver-etcd-client.key',
    },
  }),
});
