import { posix } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { SERVICE_ACCOUNT } from '../pki/certificate-table.ts';
import { requireServiceAccountMatch } from '../pki/ensure-service-account-keys.ts';
import { loadPrivateKey } from '../pki/load-pair.ts';
import type { InspectionView } from './expectations.ts';
import { Findings, type Inspected } from './inspected.ts';
import { judgeMode } from './judge.ts';

/** Look at the pair of keys that signs the tokens of ServiceAccounts. Never throws. */
export async function inspectServiceAccount(view: InspectionView, certificatesDir: string): Promise<Inspected> {
  const privatePath = posix.join(certificatesDir, SERVICE_ACCOUNT.privateKey);
  const publicPath = posix.join(certificatesDir, SERVICE_ACCOUNT.publicKey);
  const findings = new Findings();
  const back = 'from a backup or from another control plane, where they are the same';
  const [key, pem] = await Promise.all([
    findings.attempt(async () => (await loadPrivateKey(view, privatePath)) ?? null, `put ${privatePath} back, ${back}`),
    findings.attempt(async () => (await view.readFile(publicPath)) ?? null),
  ]);
  const again = '`kubeadm-ts init phase certs sa` makes it from the private key';
  if (key === null) {
    const message = `the key that signs the tokens of ServiceAccounts is missing: there is no ${privatePath}`;
    const hint = `put ${privatePath} and ${publicPath} back, ${back}; with new ones, every token of a ServiceAccount is refused`;
    findings.add(new KubeadmError('service-account-key-missing', message), { hint });
  }
  if (pem === null) {
    const message = `the key by which the API server knows the tokens of ServiceAccounts is missing: there is no ${publicPath}`;
    findings.add(new KubeadmError('service-account-key-missing', message), {
      hint: key instanceof Object ? `have it made again: ${again}` : `put ${publicPath} back, ${back}`,
    });
  }
  if (key instanceof Object && typeof pem === 'string') {
    const hint = `put the right one of the two back, ${back}; where the private key is right, remove ${publicPath}: ${again}`;
    await findings.attempt(async () => requireServiceAccountMatch(key, pem, { privatePath, publicPath }), hint);
  }
  if (key instanceof Object) await judgeMode(view, privatePath, findings);
  return {
    kind: 'key-pair',
    name: SERVICE_ACCOUNT.name,
    files: [privatePath, publicPath],
    caName: '',
    life: undefined,
    externallyManaged: false,
    findings: findings.all,
  };
}
