import type { X509Certificate } from 'node:crypto';
import { describeError, hintOf } from '../errors/kubeadm-error.ts';
import type { FileView } from '../host/host.ts';
import { validFrom, validTo } from './certificate-period.ts';
import {
  certificatePaths,
  isEtcdCertificate,
  type AuthorityName,
  type AuthoritySpec,
  type RenewalConfig,
} from './certificate-spec.ts';
import { CERTIFICATES } from './certificate-table.ts';
import { loadAuthorityCertificates } from './authority-certificates.ts';
import { loadCertificates } from './load-certificates.ts';
import { loadRenewable, renewablePath, type RenewalFolders } from './renewable-files.ts';
import { renewablesIn } from './renewables.ts';
import { isKeptElsewhere } from './external-authority.ts';

/** The time of one certificate. */
export interface CertificateLife {
  readonly from: Date;
  /** Its last second. */
  readonly until: Date;
}

/** What is known of one certificate. */
export interface CertificateExpiry {
  /** As in `certs renew <name>`. */
  readonly name: string;
  /** The file that holds it. */
  readonly path: string;
  /** Who signed it; empty for an authority, and where that is not known. */
  readonly caName: string;
  /** Absent where the file is missing, or cannot be read. */
  readonly life: CertificateLife | undefined;
  /** Whether the key of its authority is kept elsewhere, so that it cannot be renewed here. */
  readonly externallyManaged: boolean;
  /** Why it cannot be judged, with what to do; absent for one that is merely missing. */
  readonly problem?: { readonly message: string; readonly hint: string | undefined };
}

/** Certificates of a control-plane machine, and their authorities; each list sorted by name. */
export interface Expiries {
  readonly certificates: readonly CertificateExpiry[];
  readonly authorities: readonly CertificateExpiry[];
}

/** When the certificates of a control plane end. What is wrong with one is told with it: never throws for that. */
export async function readExpiries(view: FileView, config: RenewalConfig, kubeconfigDir: string): Promise<Expiries> {
  const { certificatesDir, etcd } = config.cluster;
  const folders: RenewalFolders = { certificatesDir, kubeconfigDir };
  const elsewhere = rememberedBy((name: AuthorityName) => keptElsewhere(view, certificatesDir, name));
  const certificates = renewablesIn(config).map(async (renewable) => {
    const { name, authority: caName } = renewable;
    return expiryOf(
      { name, path: renewablePath(folders, renewable), caName },
      () => loadRenewable(view, folders, renewable),
      () => elsewhere(caName),
    );
  });
  const authorities = CERTIFICATES.filter((spec) => spec.kind === 'authority')
    .filter((spec) => etcd.external === undefined || !isEtcdCertificate(spec))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((spec) => authorityExpiry(view, certificatesDir, spec, () => elsewhere(spec.name)));
  return { certificates: await Promise.all(certificates), authorities: await Promise.all(authorities) };
}

/**
 * What is known of one certificate.
 *
 * @param load - reads it; `undefined` where its file is missing
 * @param elsewhere - whether the key of its authority is kept elsewhere; asked only where there is a certificate
 */
export async function expiryOf(
  about: Pick<CertificateExpiry, 'name' | 'path' | 'caName'>,
  load: () => Promise<X509Certificate | undefined>,
  elsewhere: () => Promise<boolean>,
): Promise<CertificateExpiry> {
  let life: CertificateLife | undefined;
  try {
    const certificate = await load();
    if (certificate === undefined) return { ...about, life, externallyManaged: false };
    life = { from: validFrom(certificate), until: validTo(certificate) };
    return { ...about, life, externallyManaged: await elsewhere() };
  } catch (error) {
    const problem = { message: describeError(error), hint: hintOf(error) };
    return { ...about, life, externallyManaged: false, problem };
  }
}

function authorityExpiry(
  view: FileView,
  certificatesDir: string,
  spec: AuthoritySpec,
  elsewhere: () => Promise<boolean>,
): Promise<CertificateExpiry> {
  const path = certificatePaths(certificatesDir, spec).cert;
  const load = async () => (await loadCertificates(view, path))?.[0];
  return expiryOf({ name: spec.name, path, caName: '' }, load, elsewhere);
}

/** An authority whose certificate is missing vouches for nothing: then its leaves are no good either. */
async function keptElsewhere(view: FileView, certificatesDir: string, name: AuthorityName): Promise<boolean> {
  await loadAuthorityCertificates(view, certificatesDir, name);
  return isKeptElsewhere(view, certificatesDir, name);
}

function rememberedBy<K, V>(find: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const known = new Map<K, Promise<V>>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    known.set(key, found);
    return found;
  };
}
