import { posix } from 'node:path';
import { SERVICE_ACCOUNT } from '../../pkg/pki/certificate-table.ts';
import { ensureServiceAccountKeys } from '../../pkg/pki/ensure-service-account-keys.ts';
import { isExternalAuthority } from '../../pkg/pki/external-authority.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { CertsContext } from './certs-context.ts';

/** The key pair for the tokens of ServiceAccounts. */
export function serviceAccountStep(name: string, flags: readonly string[]): Step<CertsContext> {
  return {
    name,
    summary: 'Make the key pair that signs the tokens of ServiceAccounts',
    details: `Writes ${SERVICE_ACCOUNT.privateKey} and ${SERVICE_ACCOUNT.publicKey} below the folder of the certificates, unless they are there already.`,
    flags,
    run: makeKeyPair,
  };
}

/** Whoever keeps the authority elsewhere brings all keys along: as in the reference, none is made here then. */
async function makeKeyPair(context: CertsContext): Promise<void> {
  const { certificatesDir } = context.config.cluster;
  if (!(await isExternalAuthority(context.host, certificatesDir, 'ca'))) return ensureServiceAccountKeys(context);
  context.note(`using the existing keys "${SERVICE_ACCOUNT.name}", because the authority is external`);
  for (const file of [SERVICE_ACCOUNT.privateKey, SERVICE_ACCOUNT.publicKey]) {
    const path = posix.join(certificatesDir, file);
    if ((await context.host.stat(path)) === undefined) {
      context.warn(
        `${path} is missing, and it is not made while the authority is external: put it in place before the API server starts`,
      );
    }
  }
}
