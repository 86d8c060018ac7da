import { KubeadmError, describeError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { verifyExistingKubeconfig } from '../kubeconfig/existing-kubeconfig.ts';
import { acceptedServers } from '../kubeconfig/ensure-kubeconfig.ts';
import { KUBECONFIGS, kubeconfigPath } from '../kubeconfig/kubeconfig-table.ts';
import type { AuthorityName, CertificateConfig } from './certificate-spec.ts';
import { leavesOf } from './certificate-table.ts';
import { verifyExistingLeaf } from './existing-leaf.ts';
import { isExternalAuthority } from './external-authority.ts';
import { loadAuthorityCertificates } from './authority-certificates.ts';

/** Which authorities are kept elsewhere. */
export interface ExternalCa {
  readonly ca: boolean;
  readonly frontProxyCa: boolean;
  /** Worth telling: kubeconfig files that name another server. */
  readonly warnings: readonly string[];
}

/** The part of the settings of `init` that matters here. */
export interface ExternalCaSettings {
  readonly kubeconfigDir: string;
  readonly uploadCerts: boolean;
}

/**
 * Find authorities whose keys are kept elsewhere, and check that everything they have to sign is in place. To be asked
 * once before any phase of `init` runs, whole or alone.
 *
 * @throws KubeadmError `external-ca-incomplete` naming everything that is missing or wrong; `external-ca-upload` when
 * certificates are to be uploaded, which needs the keys
 */
export async function detectExternalCa(
  view: HostView,
  config: CertificateConfig,
  settings: ExternalCaSettings,
): Promise<ExternalCa> {
  const { certificatesDir } = config.cluster;
  const ca = await isExternalAuthority(view, certificatesDir, 'ca');
  const frontProxyCa = await isExternalAuthority(view, certificatesDir, 'front-proxy-ca');
  const warnings: string[] = [];
  const problems = [
    ...(ca ? await leafProblems(view, config, 'ca') : []),
    ...(ca ? await kubeconfigProblems(view, config, settings.kubeconfigDir, warnings) : []),
    ...(frontProxyCa ? await leafProblems(view, config, 'front-proxy-ca') : []),
  ];
  const names = [...(ca ? ['ca'] : []), ...(frontProxyCa ? ['front-proxy-ca'] : [])];
  if (problems.length > 0) throw incomplete(certificatesDir, names, problems);
  if (settings.uploadCerts && (ca || frontProxyCa)) throw uploadRefused(certificatesDir, ca ? 'ca' : 'front-proxy-ca');
  return { ca, frontProxyCa, warnings };
}

async function leafProblems(
  view: HostView,
  config: CertificateConfig,
  name: AuthorityName,
): Promise<readonly string[]> {
  const checks = leavesOf(name).map((spec) => problemOf(() => verifyExistingLeaf(view, config, spec)));
  return (await Promise.all(checks)).flat();
}

async function kubeconfigProblems(
  view: HostView,
  config: CertificateConfig,
  folder: string,
  warnings: string[],
): Promise<readonly string[]> {
  const authorities = await loadAuthorityCertificates(view, config.cluster.certificatesDir, 'ca');
  const checks = KUBECONFIGS.map(async (spec) => {
    const path = kubeconfigPath(folder, spec);
    return problemOf(async () => {
      const found = await verifyExistingKubeconfig(view, path, {
        authorities,
        servers: acceptedServers(config, spec, true),
      });
      if (found === undefined) throw new Error(`the kubeconfig file ${path} is missing`);
      warnings.push(...found);
    });
  });
  return (await Promise.all(checks)).flat();
}

async function problemOf(check: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await check();
    return [];
  } catch (error) {
    return [describeError(error)];
  }
}

function incomplete(certificatesDir: string, names: readonly string[], problems: readonly string[]): KubeadmError {
  const quoted = names.map((name) => `"${name}"`).join(' and ');
  const list = problems.map((problem) => `\n  - ${problem}`).join('');
  return new KubeadmError(
    'external-ca-incomplete',
    `no key in ${certificatesDir} for ${quoted}: taken for an external authority, but what it has to sign is incomplete:${list}`,
    {
      hint: 'put these files in place; or put the key of the authority beside its certificate, so that they can be made here',
    },
  );
}

function uploadRefused(certificatesDir: string, name: AuthorityName): KubeadmError {
  return new KubeadmError(
    'external-ca-upload',
    `certificates cannot be uploaded: the key of the authority "${name}" is not in ${certificatesDir}`,
    {
      hint: 'leave --upload-certs out, and copy the certificates to further control-plane machines yourself',
    },
  );
}
