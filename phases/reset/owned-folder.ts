import { posix } from 'node:path';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { resolvedPath } from '../../pkg/host/mount-points.ts';
import { KUBELET_DIRECTORY } from '../../pkg/kubelet/kubelet-files.ts';
import { CERTIFICATES, SERVICE_ACCOUNT } from '../../pkg/pki/certificate-table.ts';
import { TEMPORARY_DIRECTORY } from '../upgrade-backups.ts';
import { MANIFESTS_DIRECTORY } from '../write-static-pod.ts';
import type { ResetContext } from '../reset-context.ts';
import { DEFAULT_CERTIFICATES_DIR } from './paths.ts';

/** Folders that belong to the system or to people, whatever is in them (Filesystem Hierarchy Standard 3.0). */
const OTHERS_FOLDERS =
  /^\/(|bin|boot|etc|home|lib\d*|media|mnt|opt|root|run|s?bin|srv|tmp|usr|var)$|^\/(usr|var)\/[^/]+$|^\/usr\/(share|local)\/[^/]+$|^\/etc\/(ssl|pki|ssh|systemd|ca-certificates)(\/[^/]+)?$|^\/home\/[^/]+$/;
/** Everything below them is the kernel's. */
const KERNEL_FOLDERS = /^\/(proc|sys|dev)(\/|$)/;
/** Whoever holds one of these holds more than one thing. */
const OUR_FOLDERS = [MANIFESTS_DIRECTORY, KUBELET_DIRECTORY, DEFAULT_CERTIFICATES_DIR, TEMPORARY_DIRECTORY];

/** Why a folder must not be emptied, or nothing. Symbolic links on the way to it are followed first. */
export async function foreignReason(
  view: Pick<HostView, 'linkTarget' | 'env'>,
  path: string,
): Promise<string | undefined> {
  const real = await resolvedPath(view, path);
  if (OTHERS_FOLDERS.test(real) || KERNEL_FOLDERS.test(real)) return `${real} is a folder of the system`;
  const { HOME } = view.env;
  if (HOME !== undefined && (real === HOME || HOME.startsWith(`${real}/`))) return `${real} is somebody's home`;
  const inside = OUR_FOLDERS.find((folder) => folder.startsWith(`${real}/`));
  return inside === undefined ? undefined : `${real} holds more than that, for example ${inside}`;
}

/** First parts of the names in a folder of certificates. */
const CERTIFICATE_NAMES = new Set([
  ...CERTIFICATES.flatMap(({ base }) => (base.includes('/') ? [base.split('/')[0]] : [`${base}.crt`, `${base}.key`])),
  SERVICE_ACCOUNT.privateKey,
  SERVICE_ACCOUNT.publicKey,
]);

/**
 * A mistyped folder must not cost its content.
 *
 * @throws KubeadmError `certificates-dir-refused` when the folder of the certificates is a folder of the system, or has
 * things in it but nothing that `init` or `join` make
 */
export async function checkCertificatesDir({ config, host }: Pick<ResetContext, 'config' | 'host'>): Promise<void> {
  const { certificatesDir } = config;
  const reason = (await foreignReason(host, certificatesDir)) ?? (await strangeContent(host, certificatesDir));
  if (reason === undefined) return;
  throw new KubeadmError(
    'certificates-dir-refused',
    `the certificates folder ${certificatesDir} is not emptied: ${reason}`,
    {
      hint: `name the folder of the certificates with --cert-dir (usually ${DEFAULT_CERTIFICATES_DIR})`,
    },
  );
}

/** Whether the certificates are where they usually are. */
export function isUsualCertificatesDir(folder: string): boolean {
  return posix.resolve(folder) === DEFAULT_CERTIFICATES_DIR;
}

async function strangeContent(host: HostView, folder: string): Promise<string | undefined> {
  if (isUsualCertificatesDir(folder)) return undefined;
  const names = (await host.listDirectory(folder)) ?? [];
  if (names.length === 0 || names.some((name) => CERTIFICATE_NAMES.has(name))) return undefined;
  return `nothing in it is a certificate or key of a cluster (there is ${names.slice(0, 3).join(', ')})`;
}
