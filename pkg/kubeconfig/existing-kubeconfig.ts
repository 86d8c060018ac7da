import type { X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { parseCertificates } from '../pki/certificate-pem.ts';
import { oneLine } from '../pki/certificate-chain.ts';
import { periodProblem } from '../pki/certificate-period.ts';
import type { CertificateChain } from '../pki/load-certificates.ts';
import { loadConnection, type Connection } from './load-kubeconfig.ts';

/** Eight bytes, with their colons. */
const SHOWN_HASH = 8 * 3 - 1;

/** What an existing kubeconfig file should say. */
export interface ExpectedKubeconfig {
  /** Servers that are fine; another one only warns. */
  readonly servers: readonly string[];
  /** The authority's file: the first certificate that the kubeconfig trusts must be one of these. */
  readonly authorities: CertificateChain;
}

/**
 * Check a kubeconfig file that is there already: it must be readable, its current context must lead to a cluster, and
 * it must trust this cluster's authority.
 *
 * @returns warnings to give; `undefined` when there is no such file
 * @throws KubeadmError `kubeconfig-unreadable`, `kubeconfig-incomplete`, `kubeconfig-wrong-authority`
 */
export async function verifyExistingKubeconfig(
  view: HostView,
  path: string,
  expected: ExpectedKubeconfig,
): Promise<readonly string[] | undefined> {
  const connection = await loadConnection(view, path);
  if (connection === undefined) return undefined;
  requireTrust(connection, path, expected.authorities);
  return [
    ...serverWarnings(connection, path, expected.servers),
    ...clientCertificateWarnings(connection, path, view.now()),
  ];
}

/**
 * The cluster of a kubeconfig file has to trust this authority first.
 *
 * @throws KubeadmError `kubeconfig-incomplete`, `kubeconfig-wrong-authority`, `certificate-unreadable`
 */
export function requireTrust({ caPem = '' }: Connection, path: string, authorities: CertificateChain): void {
  if (caPem.trim() === '') {
    throw new KubeadmError(
      'kubeconfig-incomplete',
      `the kubeconfig file ${path} is incomplete: its cluster has no certificate authority`,
      {
        hint: `add certificate-authority-data to the cluster in ${path}, or remove the file to have it made again`,
      },
    );
  }
  const [found] = parseCertificates(caPem, `of the cluster in ${path}`);
  if (authorities.some((authority) => authority.raw.equals(found.raw))) return;
  const names = `"${oneLine(authorities[0].subject)}" (SHA-256 ${shownHash(authorities[0])})`;
  throw new KubeadmError(
    'kubeconfig-wrong-authority',
    `the kubeconfig file ${path} trusts the authority "${oneLine(found.subject)}" (SHA-256 ${shownHash(found)}), and this cluster's is ${names}`,
    {
      hint: `remove ${path} to have it made again, or put the authority that it trusts into the folder of the certificates`,
    },
  );
}

/** Enough to tell two certificates apart. */
function shownHash({ fingerprint256 }: X509Certificate): string {
  return `${fingerprint256.slice(0, SHOWN_HASH)}...`;
}

function serverWarnings({ server }: Connection, path: string, servers: readonly string[]): readonly string[] {
  if (servers.includes(server)) return [];
  return [
    `the kubeconfig file ${path} names the server ${server === '' ? '(none)' : server} instead of ${servers.join(' or ')}: it is kept as it is`,
  ];
}

/** An unreadable client certificate is left to whoever uses it: a kubeconfig may authenticate by other means. */
function clientCertificateWarnings({ clientCertPem }: Connection, path: string, now: Date): readonly string[] {
  if (clientCertPem === undefined || !clientCertPem.includes('-----BEGIN CERTIFICATE-----')) return [];
  const problem = periodProblem(parseCertificates(clientCertPem, `of the user in ${path}`)[0], now);
  return problem === undefined
    ? []
    : [`the client certificate in ${path} ${problem}: remove the file to have it made again`];
}
