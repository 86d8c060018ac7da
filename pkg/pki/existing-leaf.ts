import type { X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { chainProblem, type ChainProblem } from './certificate-chain.ts';
import { purposeProblem } from './certificate-purpose.ts';
import { certificatePaths, type CertificateConfig, type LeafSpec, type PairPaths } from './certificate-spec.ts';
import { authoritySpec } from './certificate-table.ts';
import { loadAuthorityCertificates } from './authority-certificates.ts';
import { requireAuthority } from './load-authority.ts';
import { loadPair } from './load-pair.ts';
import { missingNames } from './missing-names.ts';

/** What is worth knowing about a certificate that may be kept. */
export interface ExistingLeaf {
  readonly certificate: X509Certificate;
  /** Names and addresses that it should be good for and is not. */
  readonly missingNames: readonly string[];
}

/**
 * Check a certificate that is there already: its key belongs to it, it leads to the authority on disk, which is one, it
 * is for what it is needed for, and it is valid now. (The reference looks at the authority and the time alone.)
 *
 * @throws KubeadmError `certificate-missing`, `certificate-key-missing`, `certificate-key-mismatch`,
 * `certificate-wrong-authority`, `certificate-expired`, `certificate-not-yet-valid`, `certificate-unreadable`,
 * `certificate-wrong-purpose`, `private-key-unreadable`, `certificate-authority-missing`,
 * `certificate-authority-not-valid`, `not-a-certificate-authority`
 */
export async function verifyExistingLeaf(
  view: HostView,
  config: CertificateConfig,
  spec: LeafSpec,
): Promise<ExistingLeaf> {
  const { certificatesDir } = config.cluster;
  const paths = certificatePaths(certificatesDir, spec);
  const authorityPath = certificatePaths(certificatesDir, authoritySpec(spec.authority)).cert;
  const [authority] = await loadAuthorityCertificates(view, certificatesDir, spec.authority);
  const { chain, key } = await loadPair(view, paths);
  if (chain === undefined) throw missingFile('certificate-missing', 'certificate', paths.cert, spec);
  requireAuthority(authority, authorityPath);
  const problem = chainProblem(chain, authority, view.now());
  if (problem !== undefined) throw chainError(problem, spec, paths, authorityPath);
  const misuse = purposeProblem(chain[0], spec.usages);
  if (misuse !== undefined) throw purposeError(misuse, spec, paths);
  if (key === undefined) throw missingFile('certificate-key-missing', 'private key', paths.key, spec);
  return { certificate: chain[0], missingNames: missingNames(chain[0], spec.sans(config)) };
}

function missingFile(code: string, what: string, path: string, spec: LeafSpec): KubeadmError {
  const pair = `${path.slice(0, path.lastIndexOf('.'))}.{crt,key}`;
  return new KubeadmError(code, `the ${what} of "${spec.name}" is missing: there is no ${path}`, {
    hint: `put it back; or, where the key of the authority "${spec.authority}" is at hand, remove what is left of ${pair} and run the same command again`,
  });
}

const CHAIN_CODES: Readonly<Record<ChainProblem['kind'], string>> = {
  expired: 'certificate-expired',
  'not-yet-valid': 'certificate-not-yet-valid',
  'wrong-authority': 'certificate-wrong-authority',
  'authority-not-valid': 'certificate-authority-not-valid',
};

function chainError(problem: ChainProblem, spec: LeafSpec, paths: PairPaths, authorityPath: string): KubeadmError {
  const hints: Readonly<Record<ChainProblem['kind'], string>> = {
    expired: `renew it with \`kubeadm-ts certs renew ${spec.name}\`, or remove ${paths.cert} and ${paths.key} to have them made again`,
    'not-yet-valid': 'check the date and time of this machine',
    'wrong-authority': `remove ${paths.cert} and ${paths.key} to have them made again, or put the authority that signed it into ${authorityPath}`,
    'authority-not-valid': `put an authority that is valid now into ${authorityPath}: the same key may sign itself again`,
  };
  const expected = problem.kind === 'wrong-authority' ? ` in ${authorityPath}` : '';
  return new KubeadmError(CHAIN_CODES[problem.kind], `the certificate ${paths.cert} ${problem.reason}${expected}`, {
    hint: hints[problem.kind],
  });
}

function purposeError(misuse: string, spec: LeafSpec, { cert, key }: PairPaths): KubeadmError {
  return new KubeadmError('certificate-wrong-purpose', `the certificate ${cert} ${misuse}`, {
    hint: `it is the certificate that ${spec.purpose}: remove ${cert} and ${key} to have them made again, or put the right one in place`,
  });
}
