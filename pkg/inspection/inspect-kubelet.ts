import { kubeletServing, KUBELET_SERVER } from '../kubelet/kubelet-expiries.ts';
import { loadCertificates } from '../pki/load-certificates.ts';
import { loadPrivateKey } from '../pki/load-pair.ts';
import type { InspectionView } from './expectations.ts';
import { measureOf, type AuthorityLook } from './inspect-authority.ts';
import { Findings, type Inspected } from './inspected.ts';
import { judge, judgeMode, type KnownKeys } from './judge.ts';
import { lifeOf } from './read-pair.ts';
import { oneRemedy } from './remedies.ts';

/**
 * Look at the certificate that the kubelet shows to the API server. Mostly it signs one for itself, once; nobody renews
 * that. Never throws.
 */
export async function inspectKubeletServing(
  view: InspectionView,
  ca: AuthorityLook,
  known: KnownKeys,
): Promise<Inspected> {
  const findings = new Findings();
  const about = { kind: 'kubelet', name: KUBELET_SERVER, externallyManaged: false } as const;
  const place = await findings.attempt(() => kubeletServing(view));
  if (place === undefined) return { ...about, files: [], caName: '', life: undefined, findings: findings.all };
  const { path, keyPath = path, caName } = place;
  const files = [...new Set([path, keyPath])];
  const itself = caName === '';
  const remake = itself
    ? `remove ${path} and ${keyPath}, and restart the kubelet: it makes both anew`
    : 'see `journalctl -u kubelet`, and approve its request: `kubectl get csr`';
  const chain = await findings.attempt(async () => (await loadCertificates(view, path)) ?? null, remake);
  const absent = 'the kubelet makes it when it starts';
  if (chain === null) return { ...about, files, caName, life: undefined, findings: findings.all, absent };
  const key = await findings.attempt(() => loadPrivateKey(view, keyPath), remake);
  if (chain !== undefined) {
    const authority = caName === 'ca' ? measureOf(ca) : undefined;
    judge(
      {
        what: `the certificate ${path}`,
        whatKey: `the private key ${keyPath}`,
        chain,
        key,
        authority,
        usages: ['server'],
        now: view.now(),
        known,
        remedies: oneRemedy(remake),
        renewsItself: !itself,
        // the API server takes it all the same, unless it was told to verify; others (metrics) do not
        ...(authority === undefined ? { ended: 'warning' } : {}),
      },
      findings,
    );
  }
  if (key !== undefined) await judgeMode(view, keyPath, findings);
  return { ...about, files, caName, life: lifeOf(chain), findings: findings.all };
}
