import type { ExternalEtcd } from '../config/types.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { periodProblem } from '../pki/certificate-period.ts';
import { loadCertificates } from '../pki/load-certificates.ts';
import { loadPrivateKey } from '../pki/load-pair.ts';
import type { InspectionView } from './expectations.ts';
import { Findings, type Inspected } from './inspected.ts';
import { judge, judgeMode, type KnownKeys } from './judge.ts';
import { lifeOf } from './read-pair.ts';
import { oneRemedy } from './remedies.ts';

const ASK = 'ask those who run etcd for it, and put it into';

/**
 * Look at what the API server shows to an external etcd, and by what it knows it. Files that the configuration does not
 * name are not needed. Never throws.
 */
export async function inspectExternalEtcd(
  view: InspectionView,
  { caFile, certFile, keyFile }: ExternalEtcd,
  known: KnownKeys,
): Promise<readonly Inspected[]> {
  const about = { kind: 'external-etcd', externallyManaged: true } as const;
  const authority = await authorityIn(view, caFile);
  const items: Inspected[] = [];
  if (caFile !== '')
    items.push({
      ...about,
      name: 'external-etcd-ca',
      files: [caFile],
      caName: '',
      life: lifeOf(authority.chain),
      findings: authority.findings.all,
    });
  if (certFile === '' && keyFile === '') return items;
  const findings = new Findings();
  const chain = certFile === '' ? undefined : await present(findings, certFile, () => loadCertificates(view, certFile));
  const key = keyFile === '' ? undefined : await present(findings, keyFile, () => loadPrivateKey(view, keyFile));
  if (chain !== undefined) {
    judge(
      {
        what: `the certificate ${certFile}`,
        whatKey: `the private key ${keyFile}`,
        chain,
        key,
        authority: authority.chain === undefined ? undefined : { certificates: authority.chain, path: caFile },
        usages: ['client'],
        now: view.now(),
        known,
        remedies: oneRemedy(`${ASK} ${certFile}, with its key`),
      },
      findings,
    );
  }
  if (key !== undefined) await judgeMode(view, keyFile, findings);
  const files = [certFile, keyFile].filter((path) => path !== '');
  const caName = caFile === '' ? '' : 'external-etcd-ca';
  items.push({ ...about, name: 'external-etcd-client', files, caName, life: lifeOf(chain), findings: findings.all });
  return items;
}

async function authorityIn(view: InspectionView, path: string) {
  const findings = new Findings();
  const chain = path === '' ? undefined : await present(findings, path, () => loadCertificates(view, path));
  const problem = chain === undefined ? undefined : periodProblem(chain[0], view.now());
  if (problem !== undefined)
    findings.add(new KubeadmError('certificate-authority-not-valid', `the authority ${path} ${problem}`), {
      hint: `${ASK} ${path}`,
    });
  return { chain, findings };
}

async function present<T>(
  findings: Findings,
  path: string,
  load: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const hint = `${ASK} ${path}`;
  return findings.attempt(async () => {
    const found = await load();
    if (found !== undefined) return found;
    throw new KubeadmError('certificate-missing', `the configuration names ${path}, and there is no such file`);
  }, hint);
}
