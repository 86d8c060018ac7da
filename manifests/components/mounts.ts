import { posix } from 'node:path';
import type { ExternalEtcd, HostPathMount } from '../../pkg/config/types.ts';

const CA_CERTIFICATES = '/etc/ssl/certs';

/** Where distributions keep CA certificates besides /etc/ssl/certs, which often only links there. */
export const EXTRA_CA_DIRECTORIES: readonly string[] = [
  '/etc/pki/ca-trust',
  '/etc/pki/tls/certs',
  '/etc/ca-certificates',
  '/usr/share/ca-certificates',
  '/usr/local/share/ca-certificates',
];

/** A folder of the machine, at the same path for the component; made when it is missing. */
export function directory(name: string, path: string, access: 'read' | 'write' = 'read'): HostPathMount {
  return { name, hostPath: path, mountPath: path, readOnly: access === 'read', pathType: 'DirectoryOrCreate' };
}

/** A file of the machine, to be read at the same path; made empty when it is missing. */
export function readOnlyFile(name: string, path: string): HostPathMount {
  return { name, hostPath: path, mountPath: path, readOnly: true, pathType: 'FileOrCreate' };
}

/** The machine's own CA certificates. `existing` names those of `EXTRA_CA_DIRECTORIES` that there are. */
export function caCertificates(existing: readonly string[]): readonly HostPathMount[] {
  const extra = EXTRA_CA_DIRECTORIES.filter((path) => existing.includes(path));
  return [directory('ca-certs', CA_CERTIFICATES), ...extra.map((path) => directory(volumeName(path), path))];
}

/**
 * The folders that the credentials for an external etcd lie in, besides those that are mounted anyway. A folder within
 * another one comes with it.
 */
export function externalEtcdFiles(etcd: ExternalEtcd, certificatesDir: string): readonly HostPathMount[] {
  const mounted = [certificatesDir, CA_CERTIFICATES, ...EXTRA_CA_DIRECTORIES];
  const folders = [etcd.caFile, etcd.certFile, etcd.keyFile].filter((path) => path !== '').map(folderOf);
  const needed = [...new Set(folders)].filter((folder) => !mounted.some((parent) => isWithin(folder, parent)));
  const outermost = needed.filter((folder) => !needed.some((other) => other !== folder && isWithin(folder, other)));
  return outermost.sort().map((folder, index) => directory(`etcd-certs-${index}`, folder));
}

/** All files by name; the user's replace those of the same name. */
export function mergeMounts(own: readonly HostPathMount[], extra: readonly HostPathMount[]): readonly HostPathMount[] {
  const byName = new Map([...own, ...extra].map((mount) => [mount.name, mount]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function volumeName(path: string): string {
  return path.slice(1).replaceAll('/', '-');
}

/** As Go's `path.Dir`: without `..` and doubled slashes. */
function folderOf(path: string): string {
  return posix.dirname(posix.normalize(path));
}

function isWithin(path: string, parent: string): boolean {
  const clean = posix.normalize(parent).replace(/\/$/, '');
  return path === clean || path.startsWith(`${clean}/`);
}
