import type { X509Certificate } from 'node:crypto';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { WriteFile } from '../../../pkg/host/change.ts';
import { chainProblem } from '../../../pkg/pki/certificate-chain.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { certificatePaths, type LeafSpec } from '../../../pkg/pki/certificate-spec.ts';
import { authoritySpec, CERTIFICATES } from '../../../pkg/pki/certificate-table.ts';
import { createSuccessor } from '../../../pkg/pki/create-certificate.ts';
import { finishReplacement } from '../../../pkg/pki/finish-replacement.ts';
import { validityPeriod } from '../../../pkg/pki/issuing.ts';
import { isExternalAuthority } from '../../../pkg/pki/external-authority.ts';
import { loadAuthority } from '../../../pkg/pki/load-authority.ts';
import { loadPair } from '../../../pkg/pki/load-pair.ts';
import { type CertificateChain } from '../../../pkg/pki/load-certificates.ts';
import { successorFile } from '../../../pkg/pki/successor-files.ts';
import { presentNames } from '../../../pkg/pki/missing-names.ts';
import { subjectAltNames } from '../../../pkg/pki/subject-alt-names.ts';
import { sanCommand, type SanContext } from './san-context.ts';

/** The API server's certificate, before and after. */
export interface RenamedCertificate {
  readonly path: string;
  readonly old: X509Certificate;
  /** The one that has all names: `old` itself where it has them already. */
  readonly now: X509Certificate;
  /** Names that `old` lacks. */
  readonly added: readonly string[];
  /** Writes `now`, and writes `old` back; absent where nothing is to be written. */
  readonly write?: { readonly change: WriteFile; readonly undo: WriteFile };
}

/**
 * The API server's certificate with further names: everything else stays, its key too, so that a single file changes and
 * never stands beside a key that is not its own. Its time begins anew.
 *
 * @throws KubeadmError `certificate-missing`, `external-ca`, `certificate-wrong-authority`, and what `loadPair` and
 * `loadAuthority` throw
 */
export async function renamedCertificate(context: SanContext): Promise<RenamedCertificate> {
  const { host, cluster, names, startedAt } = context;
  const { cert: path, key: keyPath } = certificatePaths(cluster.certificatesDir, apiServerSpec());
  await finishReplacement(host, { cert: path, key: keyPath });
  const { chain, key } = await loadPair(host, { cert: path, key: keyPath });
  if (chain === undefined || key === undefined) throw missingPair(chain === undefined ? path : keyPath, context);
  const [old] = chain;
  const there = presentNames(old);
  const added = lackingNames(names, [...there.dns, ...there.ips]);
  const expired = await requireSameAuthority(context, path, chain);
  if (added.length === 0 && !expired) return { path, old, now: old, added };
  if (await isExternalAuthority(host, cluster.certificatesDir, 'ca')) throw external(context, added);
  const authority = await loadAuthority(host, cluster.certificatesDir, 'ca');
  const period = validityPeriod(startedAt, cluster.certificateValidityPeriod);
  const sans = subjectAltNames([...there.dns, ...there.ips, ...names]);
  const now = createSuccessor(old, key, { ...period, sans }, authority);
  const content = (await host.readFile(path)) ?? '';
  const change = await successorFile(host, { path, content: certificatePem(now), mode: 0o644 });
  return { path, old, now, added, write: { change, undo: { ...change, content } } };
}

/** Names of the first list that are not, letter by letter, in the second: a wildcard does not count for them. */
export function lackingNames(names: readonly string[], there: readonly string[]): readonly string[] {
  const known = new Set(there.map((name) => name.toLowerCase()));
  return names.filter((name) => !known.has(name.toLowerCase()));
}

function apiServerSpec(): LeafSpec {
  const spec = CERTIFICATES.find(({ name }) => name === 'apiserver');
  if (spec?.kind !== 'leaf') throw new Error('the table has no apiserver');
  return spec;
}

/** A certificate that was copied from another cluster keeps none of its names. @returns whether it is out of its time */
async function requireSameAuthority(context: SanContext, path: string, chain: CertificateChain): Promise<boolean> {
  const { host, cluster } = context;
  const authorityPath = certificatePaths(cluster.certificatesDir, authoritySpec('ca')).cert;
  const { chain: authorities } = await loadPair(host, { cert: authorityPath, key: '' });
  const [authority] = authorities ?? [];
  const problem = authority === undefined ? undefined : chainProblem(chain, authority, host.now());
  if (problem?.kind !== 'wrong-authority') return problem !== undefined;
  const message = `the certificate ${path} ${problem.reason} in ${authorityPath}`;
  throw new KubeadmError('certificate-wrong-authority', message, {
    hint: `put the authority that signed it into ${authorityPath}; or remove the certificate and its key, and make them anew with \`kubeadm-ts init phase certs apiserver\``,
  });
}

function missingPair(path: string, context: SanContext): KubeadmError {
  return new KubeadmError(
    'certificate-missing',
    `the API server's certificate has no names to add to: there is no ${path}`,
    {
      hint: `run this on a control plane of the cluster; where its certificates stand elsewhere, give the configuration file that says so: ${sanCommand(context)} --config <file>`,
    },
  );
}

function external({ cluster, names }: SanContext, added: readonly string[]): KubeadmError {
  const what = added.length === 0 ? 'the certificate has expired' : `it lacks ${added.join(', ')}`;
  return new KubeadmError(
    'external-ca',
    `the API server's certificate cannot be signed here: the key of the authority "ca" is not in ${cluster.certificatesDir}; ${what}`,
    {
      hint: `add ${names.join(', ')} to apiServer.certSANs of a configuration file, make a request with \`kubeadm-ts certs generate-csr --config <file>\`, and have it signed where the key is kept`,
    },
  );
}
