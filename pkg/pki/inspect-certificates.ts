import { posix } from 'node:path';
import { describeError, hintOf, KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { periodProblem } from './certificate-period.ts';
import {
  certificatePaths,
  isEtcdCertificate,
  type AuthoritySpec,
  type CertificateConfig,
  type CertificateSpec,
  type LeafSpec,
} from './certificate-spec.ts';
import { CERTIFICATES, SERVICE_ACCOUNT } from './certificate-table.ts';
import { requireServiceAccountMatch } from './ensure-service-account-keys.ts';
import { verifyExistingLeaf } from './existing-leaf.ts';
import { requireAuthority } from './load-authority.ts';
import { loadPair, loadPrivateKey } from './load-pair.ts';
import { namesProblem } from './missing-names.ts';

/** Something that is wrong with a certificate or a key on disk. */
export interface CertificateFinding {
  /** As in `certs renew <name>`; `sa` for the keys of ServiceAccounts. */
  readonly name: string;
  /** `error`: it will be refused; `warning`: it works, but not for everything that the configuration asks for. */
  readonly severity: 'error' | 'warning';
  /** The code of the error that using it would throw. */
  readonly code: string;
  /** Names the file, what was expected and what was found. */
  readonly message: string;
  readonly hint: string | undefined;
}

/**
 * Look at every certificate and key of the folder, and tell what is wrong with those that are there: chain, key,
 * names, purpose, time. What is missing is no finding. Never throws, and changes nothing.
 */
export async function inspectCertificates(
  view: HostView,
  config: CertificateConfig,
): Promise<readonly CertificateFinding[]> {
  const external = config.cluster.etcd.external !== undefined;
  const specs = CERTIFICATES.filter((spec) => !external || !isEtcdCertificate(spec));
  const looks = [
    ...specs.map((spec) => ({ name: spec.name, look: () => inspectOne(view, config, spec) })),
    { name: SERVICE_ACCOUNT.name, look: () => inspectServiceAccount(view, config.cluster.certificatesDir) },
  ];
  const findings = await Promise.all(
    looks.map(async ({ name, look }) => {
      const problem = await look().catch((error: unknown) => error);
      return problem === undefined ? [] : [finding(name, problem)];
    }),
  );
  return findings.flat();
}

/** Codes of what is no reason to refuse a certificate. */
const WARNINGS: readonly string[] = ['certificate-names-missing'];

function finding(name: string, problem: unknown): CertificateFinding {
  const code = problem instanceof KubeadmError ? problem.code : 'certificate-unreadable';
  const severity = WARNINGS.includes(code) ? 'warning' : 'error';
  return { name, severity, code, message: describeError(problem), hint: hintOf(problem) };
}

async function inspectOne(view: HostView, config: CertificateConfig, spec: CertificateSpec): Promise<unknown> {
  const { cert } = certificatePaths(config.cluster.certificatesDir, spec);
  if ((await view.stat(cert)) === undefined) return undefined;
  return spec.kind === 'authority' ? inspectAuthority(view, config, spec) : inspectLeaf(view, config, spec);
}

async function inspectAuthority(view: HostView, config: CertificateConfig, spec: AuthoritySpec): Promise<unknown> {
  const paths = certificatePaths(config.cluster.certificatesDir, spec);
  const { chain } = await loadPair(view, paths);
  const [certificate] = chain ?? [];
  if (certificate === undefined) return undefined;
  requireAuthority(certificate, paths.cert);
  const problem = periodProblem(certificate, view.now());
  if (problem === undefined) return undefined;
  const message = `the authority ${paths.cert} ${problem}: nothing that it signed is trusted`;
  return new KubeadmError('certificate-authority-not-valid', message, {
    hint: `put an authority that is valid now into ${paths.cert}: the same key may sign itself again`,
  });
}

async function inspectLeaf(view: HostView, config: CertificateConfig, spec: LeafSpec): Promise<unknown> {
  const { cert } = certificatePaths(config.cluster.certificatesDir, spec);
  const { certificate, missingNames } = await verifyExistingLeaf(view, config, spec);
  if (missingNames.length === 0) return undefined;
  return new KubeadmError(
    'certificate-names-missing',
    `the certificate ${cert} ${namesProblem(certificate, missingNames)}`,
    spec.name === 'apiserver' ? { hint: `add them with \`kubeadm-ts certs san add ${missingNames.join(' ')}\`` } : {},
  );
}

async function inspectServiceAccount(view: HostView, certificatesDir: string): Promise<unknown> {
  const privatePath = posix.join(certificatesDir, SERVICE_ACCOUNT.privateKey);
  const publicPath = posix.join(certificatesDir, SERVICE_ACCOUNT.publicKey);
  const [key, pem] = await Promise.all([loadPrivateKey(view, privatePath), view.readFile(publicPath)]);
  if (key !== undefined && pem !== undefined) requireServiceAccountMatch(key, pem, { privatePath, publicPath });
  return undefined;
}
