import type { MachineFacts } from '../manifests/components/component.ts';
import { proxyEnv } from '../manifests/components/environment.ts';
import { EXTRA_CA_DIRECTORIES } from '../manifests/components/mounts.ts';
import type { HostView } from '../pkg/host/host.ts';
import { isExternalAuthority } from '../pkg/pki/external-authority.ts';

/** What the descriptions of the components need to know of this machine. */
export async function machineFacts(view: HostView, certificatesDir: string): Promise<MachineFacts> {
  const [externalCA, ...exists] = await Promise.all([
    isExternalAuthority(view, certificatesDir, 'ca'),
    ...EXTRA_CA_DIRECTORIES.map(async (path) => (await view.stat(path)) !== undefined),
  ]);
  const caDirectories = EXTRA_CA_DIRECTORIES.filter((_, index) => exists[index]);
  return { caDirectories, proxyEnv: proxyEnv(view.env), externalCA: externalCA === true };
}
