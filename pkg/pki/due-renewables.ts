import type { X509Certificate } from 'node:crypto';
import type { HostView } from '../host/host.ts';
import { validTo } from './certificate-period.ts';
import { certificatePaths } from './certificate-spec.ts';
import { loadPair } from './load-pair.ts';
import { loadRenewable, type RenewalFolders } from './renewable-files.ts';
import type { Renewable } from './renewables.ts';

/** What ends soon, and what ends next where nothing does. */
export interface DueRenewables {
  readonly due: readonly Renewable[];
  /** The first to end of the others. */
  readonly next: { readonly renewable: Renewable; readonly until: Date } | undefined;
}

/**
 * Those whose certificate ends within a time, or has ended; and those that are of no use as they are: unreadable, or
 * beside a key that is not theirs. What is missing is not due.
 *
 * @param within - milliseconds from now
 */
export async function dueRenewables(
  view: HostView,
  folders: RenewalFolders,
  renewables: readonly Renewable[],
  within: number,
): Promise<DueRenewables> {
  const due: Renewable[] = [];
  const others: { readonly renewable: Renewable; readonly until: Date }[] = [];
  for (const renewable of renewables) {
    const found = await usable(view, folders, renewable);
    if (found === 'missing') continue;
    if (found === undefined || validTo(found).getTime() - view.now().getTime() <= within) due.push(renewable);
    else others.push({ renewable, until: validTo(found) });
  }
  const [next] = others.sort((a, b) => a.until.getTime() - b.until.getTime());
  return { due, next };
}

/** @returns `undefined` for one that nobody can use; renewing it mends that, or says why not */
async function usable(
  view: HostView,
  folders: RenewalFolders,
  renewable: Renewable,
): Promise<X509Certificate | 'missing' | undefined> {
  try {
    const certificate = await loadRenewable(view, folders, renewable);
    if (certificate === undefined || renewable.kind === 'kubeconfig') return certificate ?? 'missing';
    const { key, interrupted } = await loadPair(view, certificatePaths(folders.certificatesDir, renewable.spec));
    return key === undefined || interrupted !== undefined ? undefined : certificate;
  } catch {
    return undefined;
  }
}
