import { describeError } from '../../../pkg/errors/kubeadm-error.ts';
import { validTo } from '../../../pkg/pki/certificate-period.ts';
import { shownNames } from '../../../pkg/pki/missing-names.ts';
import { otherApiServers, type OtherApiServer } from './other-api-servers.ts';
import { renamedCertificate, type RenamedCertificate } from './renamed-certificate.ts';
import { sanCommand, type SanContext } from './san-context.ts';
import { serveCertificate, type Served } from './serve-certificate.ts';
import { storeNames, type StoredOutcome } from './stored-names.ts';

/**
 * Add names and addresses to the API server's certificate of this machine and to the configuration that the cluster
 * keeps, see that the API server shows the certificate, and tell which other control planes still lack them. Done
 * twice, the second time changes nothing.
 *
 * The certificate comes first: an API server that refuses it leaves everything as it was.
 *
 * @throws KubeadmError whatever stops it; what was done before then stays, and the same command goes on
 */
export async function addNames(context: SanContext): Promise<void> {
  const certificate = await renamedCertificate(context);
  const served = await serveCertificate(context, certificate);
  const stored = await storeNames(context);
  const others = await othersOf(context);
  const lines = [
    certificateLine(certificate, context),
    ...servedLines(served),
    ...storedLines(stored, context),
    ...otherLines(others, context),
  ];
  context.result(lines.join('\n'), {
    added: certificate.added,
    certificate: { path: certificate.path, written: certificate.write !== undefined, until: validTo(certificate.now) },
    ...(served === undefined ? {} : { apiServer: served }),
    clusterConfiguration: typeof stored === 'string' ? stored : 'not-updated',
    otherControlPlanes: others ?? [],
  });
}

/** @returns `undefined` where nobody could be asked */
async function othersOf(context: SanContext): Promise<readonly OtherApiServer[] | undefined> {
  try {
    return await otherApiServers(context);
  } catch (error) {
    context.warn(`which other control planes there are, the API server did not tell: ${describeError(error)}`);
    return undefined;
  }
}

function certificateLine({ path, added, now, write }: RenamedCertificate, { names }: SanContext): string {
  const until = `valid until ${validTo(now).toISOString().slice(0, 10)}`;
  if (write === undefined) return `${path} is good for ${shownNames(names)} already (${until})`;
  if (added.length === 0) return `${path} has the names and had expired: it was signed anew (${until})`;
  return `${path} is now good for ${shownNames(added)} too (${until})`;
}

const SERVED: Readonly<Record<Served, readonly string[]>> = {
  already: [],
  reloaded: ['the API server shows the new certificate: it read it by itself, without a restart'],
  restarted: ['the API server was started anew and shows the new certificate'],
  'not-running': ['no API server runs on this machine now: it shows the certificate when it starts'],
};

function servedLines(served: Served | undefined): readonly string[] {
  return served === undefined ? [] : SERVED[served];
}

function storedLines(stored: StoredOutcome, context: SanContext): readonly string[] {
  const { configFile } = context;
  const file =
    configFile === undefined
      ? []
      : [`${configFile} was not changed: add the names to its apiServer.certSANs, or the next run with it lacks them`];
  if (stored === 'updated')
    return ['apiServer.certSANs in ConfigMap kube-system/kubeadm-config has the names now', ...file];
  if (stored === 'kept')
    return ['apiServer.certSANs in ConfigMap kube-system/kubeadm-config has the names already', ...file];
  return [
    `apiServer.certSANs in ConfigMap kube-system/kubeadm-config was NOT updated: ${stored.notUpdated}`,
    `  when the API server answers, run: ${sanCommand(context)}`,
    ...file,
  ];
}

function otherLines(others: readonly OtherApiServer[] | undefined, context: SanContext): readonly string[] {
  if (others === undefined) return [`  on each further control plane, run: ${sanCommand(context)}`];
  if (others.length === 0) return [];
  const one = ({ node, endpoint, lacking, unasked }: OtherApiServer): string =>
    `  ${node} (${endpoint})${unasked === undefined ? ` lacks ${shownNames(lacking)}` : `: could not be asked: ${unasked}`}`;
  return [
    `other control planes have certificates of their own, which still need the names; on each of these, run: ${sanCommand(context)}`,
    ...others.map(one),
  ];
}
