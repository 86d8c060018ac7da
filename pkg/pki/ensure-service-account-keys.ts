import { posix } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { ensureFile } from '../host/ensure-file.ts';
import type { Host } from '../host/host.ts';
import { SERVICE_ACCOUNT } from './certificate-table.ts';
import { freshKey, writePrivateKey, type Issuing } from './issuing.ts';
import { keysMatch, parsePublicKeys, publicKeyPem } from './key-pem.ts';
import { loadPrivateKey } from './load-pair.ts';

/**
 * Make the key pair that signs the tokens of ServiceAccounts, unless there is one. A public half that is missing is
 * made again from the private one (the reference leaves it missing).
 *
 * @throws KubeadmError `private-key-unreadable`, `public-key-unreadable`, `service-account-key-mismatch`
 */
export async function ensureServiceAccountKeys(issuing: Issuing): Promise<void> {
  const { config, host } = issuing;
  const privatePath = posix.join(config.cluster.certificatesDir, SERVICE_ACCOUNT.privateKey);
  const publicPath = posix.join(config.cluster.certificatesDir, SERVICE_ACCOUNT.publicKey);
  const existing = await loadPrivateKey(host, privatePath);
  const publicPem = await host.readFile(publicPath);
  if (existing === undefined) {
    if (publicPem !== undefined) issuing.warn(`${publicPath} is replaced: its private key ${privatePath} is missing`);
    const key = await freshKey(issuing);
    await writePrivateKey(host, privatePath, key);
    await writePublicKey(host, publicPath, key);
    issuing.note(`made the key pair "${SERVICE_ACCOUNT.name}", which signs the tokens of ServiceAccounts`);
    return;
  }
  issuing.note(`using the existing key ${privatePath}`);
  if (publicPem === undefined) {
    await writePublicKey(host, publicPath, existing);
    issuing.note(`${publicPath} was missing and was made again from the private key`);
  } else {
    requireServiceAccountMatch(existing, publicPem, { privatePath, publicPath });
  }
}

async function writePublicKey(host: Host, path: string, key: KeyObject): Promise<void> {
  await ensureFile(host, { kind: 'write-file', path, content: publicKeyPem(key), mode: 0o600, parentMode: 0o755 });
}

/**
 * The public file may hold several keys, while tokens signed with an older one are still in use.
 *
 * @throws KubeadmError `public-key-unreadable`, `service-account-key-mismatch`
 */
export function requireServiceAccountMatch(
  key: KeyObject,
  publicPem: string,
  { privatePath, publicPath }: { readonly privatePath: string; readonly publicPath: string },
): void {
  if (parsePublicKeys(publicPem, publicPath).some((each) => keysMatch(key, each))) return;
  throw new KubeadmError(
    'service-account-key-mismatch',
    `no public key in ${publicPath} belongs to the private key ${privatePath}: the API server would refuse every token of a ServiceAccount`,
    {
      hint: `remove ${publicPath} to have it made again from ${privatePath}`,
    },
  );
}
