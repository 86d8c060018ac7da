import { describeError, hintOf, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { certificatePaths, type CertificateConfig, type LeafSpec } from '../../pkg/pki/certificate-spec.ts';
import { verifyExistingLeaf } from '../../pkg/pki/existing-leaf.ts';
import { isExternalAuthority } from '../../pkg/pki/external-authority.ts';
import { namesProblem } from '../../pkg/pki/missing-names.ts';

/**
 * Check the certificates that are there already, stricter than `init` does: each must be good for every name that the
 * configuration asks for. Those that are missing are fine. (The reference checks the same when a machine joins.)
 *
 * @throws KubeadmError what is wrong with the one that is not good; `certificates-not-usable` for several
 */
export async function requireGoodLeaves(
  view: HostView,
  config: CertificateConfig,
  leaves: readonly LeafSpec[],
): Promise<void> {
  const problems = (await Promise.all(leaves.map((leaf) => problemOf(view, config, leaf)))).filter(
    (problem) => problem !== undefined,
  );
  const [first, ...more] = problems;
  if (first === undefined) return;
  if (more.length === 0) throw first;
  const list = problems.map((problem) => `\n  - ${describeError(problem)}\n    ${hintOf(problem) ?? ''}`.trimEnd());
  throw new KubeadmError('certificates-not-usable', `certificates that are here cannot be used:${list.join('')}`, {
    hint: 'correct each of them, or remove all that are listed with their keys: they are made again by the same command',
  });
}

async function problemOf(view: HostView, config: CertificateConfig, spec: LeafSpec): Promise<unknown> {
  const { certificatesDir } = config.cluster;
  const { cert, key } = certificatePaths(certificatesDir, spec);
  if ((await view.stat(cert)) === undefined) return undefined;
  try {
    const { certificate, missingNames } = await verifyExistingLeaf(view, config, spec);
    if (missingNames.length === 0) return undefined;
    return new KubeadmError(
      'certificate-names-missing',
      `the certificate ${cert} ${namesProblem(certificate, missingNames)}`,
      { hint: (await isExternalAuthority(view, certificatesDir, spec.authority)) ? elsewhere(cert) : anew(cert, key) },
    );
  } catch (error) {
    return error;
  }
}

const EACH = 'Was it made for another machine? Each has its own';

function anew(cert: string, key: string): string {
  return `remove ${cert} and ${key} and run the same command again: it is made anew. ${EACH}`;
}

function elsewhere(cert: string): string {
  return `have one for these names signed where the key of its authority is kept, and put it into ${cert}. ${EACH}`;
}
