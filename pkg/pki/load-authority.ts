import type { X509Certificate } from 'node:crypto';
import { describeError, KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { certificatePaths, type AuthorityName, type PairPaths } from './certificate-spec.ts';
import { authoritySpec } from './certificate-table.ts';
import { authorityHint, authorityMissing } from './authority-certificates.ts';
import { oneLine } from './certificate-chain.ts';
import { authorityProblem } from './certificate-purpose.ts';
import type { Authority } from './create-certificate.ts';
import { loadPair } from './load-pair.ts';

/**
 * An authority with its key, ready to sign.
 *
 * @throws KubeadmError `certificate-authority-missing`, `certificate-authority-key-missing`,
 * `not-a-certificate-authority`, `certificate-key-mismatch`, and what `loadPair` throws
 */
export async function loadAuthority(view: HostView, certificatesDir: string, name: AuthorityName): Promise<Authority> {
  const paths = certificatePaths(certificatesDir, authoritySpec(name));
  const { chain, key } = await loadPair(view, paths).catch((error: unknown) => neverAnew(error, paths));
  const [certificate] = chain ?? authorityMissing(name, paths.cert);
  requireAuthority(certificate, paths.cert);
  if (key !== undefined) return { certificate, key };
  throw new KubeadmError(
    'certificate-authority-key-missing',
    `the authority "${name}" cannot sign: its private key ${paths.key} is missing`,
    {
      hint: `put the key of ${paths.cert} into ${paths.key}; or, when the authority is kept elsewhere, put everything that it has to sign in place`,
    },
  );
}

/** What helps with other pairs, to have both made again, would be the end of a cluster. */
function neverAnew(error: unknown, paths: PairPaths): never {
  if (!(error instanceof KubeadmError) || !MADE_AGAIN.includes(error.code)) throw error;
  throw new KubeadmError(error.code, describeError(error), { hint: authorityHint(paths) });
}

const MADE_AGAIN: readonly string[] = [
  ...['certificate-key-mismatch', 'certificate-unreadable', 'private-key-unreadable'],
];

/**
 * Whatever an authority has signed is refused by everybody if it is none.
 *
 * @param path - its file, for the error
 * @throws KubeadmError `not-a-certificate-authority`
 */
export function requireAuthority(certificate: X509Certificate, path: string): void {
  const problem = authorityProblem(certificate);
  if (problem === undefined) return;
  const name = oneLine(certificate.subject);
  throw new KubeadmError(
    'not-a-certificate-authority',
    `${path} holds "${name}", which ${problem}; so it cannot sign`,
    {
      hint: `put a certificate with the basic constraint CA:TRUE and the key usage "certificate sign" into ${path}, and its key beside it`,
    },
  );
}
