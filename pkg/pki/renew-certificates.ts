import { describeError, hintOf, KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { periodProblem, validTo } from './certificate-period.ts';
import { certificatePaths, type AuthorityName, type RenewalConfig } from './certificate-spec.ts';
import { authoritySpec } from './certificate-table.ts';
import { createSuccessor, type Authority } from './create-certificate.ts';
import { freshKey, validityPeriod, type Issuing } from './issuing.ts';
import { loadRenewable, type RenewalFolders } from './renewable-files.ts';
import { renewablesIn, type Renewable } from './renewables.ts';
import { signingAuthority } from './signing-authority.ts';
import { successorFiles } from './successor-files.ts';

/** What renewing needs of a phase's context. */
export interface Renewing extends Pick<Issuing, 'host' | 'keys' | 'startedAt' | 'warn'> {
  readonly config: RenewalConfig;
  /** Where kubeconfig files stand, usually /etc/kubernetes. */
  readonly kubeconfigDir: string;
}

/** How it went with one certificate. */
export interface Renewal {
  readonly renewable: Renewable;
  /** `missing`: there is no such file; `external`: its authority is kept elsewhere. Neither is an error. */
  readonly outcome: 'renewed' | 'missing' | 'external';
  /** The last second of the new certificate; absent unless it was renewed. */
  readonly until?: Date;
}

/**
 * Renew certificates whatever their age: the same subject, usages and names, a new key and a new time, from the
 * configuration (`encryptionAlgorithm`, `certificateValidityPeriod`). The old key is not needed, and the old certificate
 * may have expired. A certificate and its key are replaced as one.
 *
 * One that cannot be renewed does not keep the others from being renewed.
 *
 * @param renewables - in which order
 * @param tell - called as soon as one is done with
 * @throws KubeadmError the error of the one that could not be renewed, or `certificates-not-renewed` naming several
 */
export async function renewCertificates(
  renewing: Renewing,
  renewables: readonly Renewable[],
  tell: (renewal: Renewal) => void = () => undefined,
): Promise<readonly Renewal[]> {
  const authorities = new Map<AuthorityName, Promise<Authority | 'external'>>();
  const authorityOf = (name: AuthorityName): Promise<Authority | 'external'> => {
    const known = authorities.get(name) ?? findAuthority(renewing, name);
    authorities.set(name, known);
    return known;
  };
  const renewals: Renewal[] = [];
  const failures: Failure[] = [];
  for (const renewable of renewables) {
    try {
      const renewal = await renew(renewing, renewable, authorityOf);
      renewals.push(renewal);
      tell(renewal);
    } catch (error) {
      failures.push({ name: renewable.name, error });
    }
  }
  refuse(failures);
  return renewals;
}

/**
 * How many private keys renewing these will take: so that they are made ahead of need.
 */
export async function keysToRenew(
  view: HostView,
  folders: RenewalFolders,
  renewables: readonly Renewable[],
): Promise<number> {
  const external = new Map<AuthorityName, boolean>();
  let count = 0;
  for (const renewable of renewables) {
    const { authority } = renewable;
    const known = external.get(authority) ?? (await isExternal(view, folders, authority));
    external.set(authority, known);
    const there = await loadRenewable(view, folders, renewable).catch(() => undefined);
    if (!known && there !== undefined) count += 1;
  }
  return count;
}

async function isExternal(view: HostView, { certificatesDir }: RenewalFolders, name: AuthorityName): Promise<boolean> {
  return signingAuthority(view, certificatesDir, name).then(
    (found) => found === 'external',
    () => true,
  );
}

async function renew(
  renewing: Renewing,
  renewable: Renewable,
  authorityOf: (name: AuthorityName) => Promise<Authority | 'external'>,
): Promise<Renewal> {
  const { config, host, kubeconfigDir } = renewing;
  const folders = { certificatesDir: config.cluster.certificatesDir, kubeconfigDir };
  // as in the reference, the certificates of an external etcd are not here, even where files are
  const old = renewablesIn(config).includes(renewable) ? await loadRenewable(host, folders, renewable) : undefined;
  if (old === undefined) return { renewable, outcome: 'missing' };
  const authority = await authorityOf(renewable.authority);
  if (authority === 'external') return { renewable, outcome: 'external' };
  const key = await freshKey(renewing);
  const period = validityPeriod(renewing.startedAt, config.cluster.certificateValidityPeriod);
  const certificate = createSuccessor(old, key, period, authority);
  const files = await successorFiles(host, folders, { renewable, certificate, key, authority });
  await host.change({ kind: 'write-files', files });
  return { renewable, outcome: 'renewed', until: validTo(certificate) };
}

/** Says once of each authority that what it signs now will not live as long as it is meant to. */
async function findAuthority(renewing: Renewing, name: AuthorityName): Promise<Authority | 'external'> {
  const { config, host, startedAt } = renewing;
  const { certificatesDir, certificateValidityPeriod } = config.cluster;
  const authority = await signingAuthority(host, certificatesDir, name);
  if (authority === 'external') return authority;
  const { cert } = certificatePaths(certificatesDir, authoritySpec(name));
  const problem = periodProblem(authority.certificate, host.now());
  if (problem !== undefined)
    renewing.warn(`the authority ${cert} ${problem}: what it signs now will not be trusted until it is replaced`);
  else if (validTo(authority.certificate) < validityPeriod(startedAt, certificateValidityPeriod).notAfter)
    renewing.warn(
      `the authority ${cert} ends on ${validTo(authority.certificate).toISOString().slice(0, 10)}, before the certificates that it signs now`,
    );
  return authority;
}

interface Failure {
  readonly name: string;
  readonly error: unknown;
}

function refuse(failures: readonly Failure[]): void {
  const [first, ...more] = failures;
  if (first === undefined) return;
  if (more.length === 0)
    throw new KubeadmError('certificate-not-renewed', `${first.name} was not renewed`, { cause: first.error });
  throw new KubeadmError('certificates-not-renewed', `certificates were not renewed:${listOf(failures).join('')}`, {
    hint: 'correct what is wrong with each, and run the same command again: those that were renewed are in place',
  });
}

/** Those that failed for the same reason stand in one entry. */
function listOf(failures: readonly Failure[]): readonly string[] {
  const reasons = [...new Set(failures.map(({ error }) => describeError(error)))];
  return reasons.map((reason) => {
    const concerned = failures.filter(({ error }) => describeError(error) === reason);
    const hint = hintOf(concerned[0]?.error);
    const names = concerned.map(({ name }) => name).join(', ');
    return `\n  - ${names}: ${reason}${hint === undefined ? '' : `\n    ${hint}`}`;
  });
}
