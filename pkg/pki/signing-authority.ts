import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { certificatePaths, type AuthorityName } from './certificate-spec.ts';
import { authoritySpec, leavesOf } from './certificate-table.ts';
import type { Authority } from './create-certificate.ts';
import { isExternalAuthority, loadAuthority } from './load-authority.ts';

/**
 * The authority that signs here, or `'external'` where its key is kept elsewhere and everything that it has to sign is
 * in place. The key of an authority that is merely lost is an error.
 *
 * @throws KubeadmError `external-ca-incomplete`, and what `loadAuthority` throws
 */
export async function signingAuthority(
  view: HostView,
  certificatesDir: string,
  name: AuthorityName,
): Promise<Authority | 'external'> {
  if (await isKeptElsewhere(view, certificatesDir, name)) return 'external';
  return loadAuthority(view, certificatesDir, name);
}

/**
 * Whether the key of an authority is kept elsewhere, and everything that it has to sign is in place. Its own certificate
 * is all that is read.
 *
 * @throws KubeadmError `external-ca-incomplete`
 */
export async function isKeptElsewhere(view: HostView, certificatesDir: string, name: AuthorityName): Promise<boolean> {
  if (!(await isExternalAuthority(view, certificatesDir, name))) return false;
  const missing = await missingBelow(view, certificatesDir, name);
  if (missing.length === 0) return true;
  const { cert, key } = certificatePaths(certificatesDir, authoritySpec(name));
  throw new KubeadmError(
    'external-ca-incomplete',
    `there is no ${key}, so the authority "${name}" (${cert}) is taken for an external one, but what it has signed is not all here: missing ${missing.join(', ')}`,
    {
      hint: `have these made where the key of the authority is kept, and put them in place; or put the key into ${key}`,
    },
  );
}

/** Files that an external authority has to have signed, and that are missing. */
async function missingBelow(view: HostView, certificatesDir: string, name: AuthorityName): Promise<readonly string[]> {
  const paths = leavesOf(name)
    .map((leaf) => certificatePaths(certificatesDir, leaf))
    .flatMap(({ cert, key }) => [cert, key]);
  const found = await Promise.all(paths.map((path) => view.stat(path)));
  return paths.filter((_, index) => found[index] === undefined);
}
