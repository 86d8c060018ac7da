import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { FileView } from '../host/host.ts';
import { certificatePaths, type AuthorityName } from './certificate-spec.ts';
import { authoritySpec, leavesOf } from './certificate-table.ts';
import { loadCertificates } from './load-certificates.ts';

/**
 * Whether an authority is kept elsewhere: its certificate is here and is an authority's, its key is not.
 *
 * Phases ask again instead of handing the answer on: each of them can run alone.
 */
export async function isExternalAuthority(
  view: FileView,
  certificatesDir: string,
  name: AuthorityName,
): Promise<boolean> {
  const paths = certificatePaths(certificatesDir, authoritySpec(name));
  if ((await view.stat(paths.key)) !== undefined) return false;
  // A broken certificate makes no external authority: the phase that needs it says what is wrong with it.
  const chain = await loadCertificates(view, paths.cert).catch(() => undefined);
  if (chain === undefined) return false;
  // asked seldom, and takes longer to load than a look at certificates may last
  const { authorityProblem } = await import('./certificate-purpose.ts');
  return authorityProblem(chain[0]) === undefined;
}

/**
 * Whether the key of an authority is kept elsewhere, and everything that it has to sign is in place. Its own certificate
 * is all that is read.
 *
 * @throws KubeadmError `external-ca-incomplete`
 */
export async function isKeptElsewhere(view: FileView, certificatesDir: string, name: AuthorityName): Promise<boolean> {
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
async function missingBelow(view: FileView, certificatesDir: string, name: AuthorityName): Promise<readonly string[]> {
  const paths = leavesOf(name)
    .map((leaf) => certificatePaths(certificatesDir, leaf))
    .flatMap(({ cert, key }) => [cert, key]);
  const found = await Promise.all(paths.map((path) => view.stat(path)));
  return paths.filter((_, index) => found[index] === undefined);
}
