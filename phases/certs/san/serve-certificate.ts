import { X509Certificate } from 'node:crypto';
import { describeError, hintOf, KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { APIEndpoint } from '../../../pkg/config/types.ts';
import type { HttpResult, Readiness } from '../../../pkg/host/host.ts';
import { localEndpoint } from '../../../pkg/net/endpoint.ts';
import { certificatePaths } from '../../../pkg/pki/certificate-spec.ts';
import { authoritySpec } from '../../../pkg/pki/certificate-table.ts';
import { restartComponent } from '../restart-components.ts';
import type { RenamedCertificate } from './renamed-certificate.ts';
import { sanCommand, type SanContext } from './san-context.ts';

/** An API server watches the files of its serving certificate, and looks at them once a minute besides. */
const RELOAD_MS = 10_000;
const LOOK_TIMEOUT_MS = 5_000;
/** Codes of a connection that found nobody. */
const NOBODY = ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];

/** How the API server of this machine came to show the certificate. */
export type Served = 'already' | 'reloaded' | 'restarted' | 'not-running';

/**
 * Write the certificate, and see that the API server of this machine shows it: it usually reads its file by itself, so
 * that no connection breaks; where it does not, it is started anew. When it does not become healthy with the new
 * certificate, the old one is put back.
 *
 * @returns `undefined` in a dry run, in which nobody shows anything
 * @throws KubeadmError `api-server-refuses-certificate`
 */
export async function serveCertificate(
  context: SanContext,
  certificate: RenamedCertificate,
): Promise<Served | undefined> {
  const { host, endpoint } = context;
  const runs = endpoint !== undefined && (await listens(context, endpoint));
  if (certificate.write !== undefined) await host.change(certificate.write.change);
  if (!runs) return 'not-running';
  const { now } = certificate;
  if (certificate.write === undefined && (await shows(context, endpoint, now)) === true) return 'already';
  try {
    const reloaded = await looked(
      (look) => host.until('the API server to show the new certificate', look, { timeoutMs: RELOAD_MS }),
      () => shows(context, endpoint, now),
    );
    return reloaded ? 'reloaded' : undefined;
  } catch (error) {
    if (!(error instanceof KubeadmError) || error.code !== 'wait-timeout') throw error;
  }
  return restart(context, endpoint, certificate);
}

async function restart(context: SanContext, endpoint: APIEndpoint, certificate: RenamedCertificate): Promise<Served> {
  context.note('the API server has not read its new certificate by itself: starting it anew');
  try {
    await restartComponent(context, 'kube-apiserver', {
      since: context.host.now(),
      healthy: () => shows(context, endpoint, certificate.now),
    });
    return 'restarted';
  } catch (error) {
    if (certificate.write === undefined || isAbort(error)) throw error;
    throw await undone(context, endpoint, { certificate, undo: certificate.write.undo, error });
  }
}

interface Failed {
  readonly certificate: RenamedCertificate;
  readonly undo: NonNullable<RenamedCertificate['write']>['undo'];
  readonly error: unknown;
}

/** Put the old certificate back, and say whether the API server is well with it. */
async function undone(
  context: SanContext,
  endpoint: APIEndpoint,
  { certificate, undo, error }: Failed,
): Promise<KubeadmError> {
  const { host, timeoutMs } = context;
  context.warn(
    `the API server is not healthy with the new certificate: putting the old one back into ${certificate.path}`,
  );
  await host.change(undo);
  const again = await host
    .until('the API server to be healthy again', () => shows(context, endpoint, certificate.old), { timeoutMs })
    .then(
      () => 'the old one was put back, and the API server is healthy with it',
      (reason: unknown) =>
        `the old one was put back, but the API server is still not healthy (${describeError(reason)})`,
    );
  return new KubeadmError(
    'api-server-refuses-certificate',
    `the API server did not take its new certificate; ${again}`,
    {
      cause: error,
      hint:
        hintOf(error) ?? `look into the log of kube-apiserver, then run the same command again: ${sanCommand(context)}`,
    },
  );
}

/** Whether somebody takes connections at the endpoint, whatever certificate it shows. */
async function listens(context: SanContext, endpoint: APIEndpoint): Promise<boolean> {
  try {
    await ask(context, endpoint);
    return true;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    return !NOBODY.includes(code);
  }
}

/** Whether the API server shows a certificate, and is alive. Without anonymous access it answers 401, which is fine. */
async function shows(context: SanContext, endpoint: APIEndpoint, wanted: X509Certificate): Promise<Readiness> {
  const { status, serverCertificate } = await ask(context, endpoint);
  if (serverCertificate === undefined || !sameCertificate(serverCertificate, wanted))
    return { notYet: 'it still shows another certificate' };
  return [200, 401, 403].includes(status) ? true : { notYet: `it answers with status ${status}` };
}

async function ask({ host, cluster }: SanContext, endpoint: APIEndpoint): Promise<HttpResult> {
  const ca = (await host.readFile(certificatePaths(cluster.certificatesDir, authoritySpec('ca')).cert)) ?? '';
  return host.httpGet(`${localEndpoint({ localAPIEndpoint: endpoint })}/livez`, {
    timeoutMs: LOOK_TIMEOUT_MS,
    tls: { ca },
  });
}

function sameCertificate(pem: string, { fingerprint256 }: X509Certificate): boolean {
  return new X509Certificate(pem).fingerprint256 === fingerprint256;
}

/** @returns whether a look was taken at all: a dry run takes none */
async function looked(
  wait: (look: () => Promise<Readiness>) => Promise<unknown>,
  look: () => Promise<Readiness>,
): Promise<boolean> {
  let taken = false;
  await wait(() => {
    taken = true;
    return look();
  });
  return taken;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
