import type { HostView } from '../host/host.ts';
import type { AuthorityName } from './certificate-spec.ts';
import type { Authority } from './create-certificate.ts';
import { isKeptElsewhere } from './external-authority.ts';
import { loadAuthority } from './load-authority.ts';

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
