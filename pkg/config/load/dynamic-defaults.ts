import type { HostView } from '../../host/host.ts';
import { generateCertificateKey, generateToken } from '../../token/bootstrap-token.ts';
import { controlPlaneEndpoint } from '../defaults/control-plane-endpoint.ts';
import type { Finding } from '../defaults/finding.ts';
import { kubernetesVersion, type ResolvedVersion } from '../defaults/kubernetes-version.ts';
import type { InitDocument } from '../kinds/init-configuration.ts';
import type { DefaultedInit } from './given-config.ts';
import { endpointOfMachine, registrationOfMachine } from './machine-defaults.ts';
import type { Problems } from './problems.ts';

/** What of the options matters here. */
export interface DynamicOptions {
  readonly clientVersion: string;
  readonly detectCriSocket: boolean;
  readonly needsCertificateKey: boolean;
  readonly checkBindAddress: boolean;
  /** Whether the release server is asked about a version label; true unless given. Without, the label stands for the client's own version. */
  readonly lookUpVersion?: boolean;
}

/** A configuration in which nothing is left to find out. */
export interface ResolvedDocuments extends DefaultedInit {
  readonly version: ResolvedVersion;
}

/** Ask the machine, and the network where a version label needs it, for what nobody gave. */
export async function dynamicDefaults(
  view: HostView,
  defaulted: DefaultedInit,
  options: DynamicOptions,
  problems: Problems,
): Promise<ResolvedDocuments> {
  const { init, cluster } = defaulted;
  const release = releaseOf(view, cluster.kubernetesVersion, options);
  const resolvedInit = await ofMachine(view, init, options, problems);
  const standIn = { version: options.clientVersion, ci: false };
  const version = problems.take(await release, 'ClusterConfiguration', 'kubernetesVersion', standIn);
  const found = controlPlaneEndpoint(cluster.controlPlaneEndpoint, init.localAPIEndpoint.bindPort);
  // that clients come in by another port matters where the API server is run
  const endpointFound = options.checkBindAddress ? found : { ...found, warnings: [] };
  const endpoint = problems.take(endpointFound, 'ClusterConfiguration', 'controlPlaneEndpoint', '');
  const certSANs = cluster.apiServer.certSANs.map((name) => name.toLowerCase());
  const resolvedCluster = {
    ...cluster,
    controlPlaneEndpoint: endpoint,
    apiServer: { ...cluster.apiServer, certSANs },
  };
  return { init: resolvedInit, cluster: resolvedCluster, version };
}

/** Nobody is told that a version was not looked up that does not matter. */
async function releaseOf(
  view: HostView,
  text: string,
  { clientVersion, lookUpVersion = true }: DynamicOptions,
): Promise<Finding<ResolvedVersion>> {
  if (lookUpVersion) return kubernetesVersion(view, text, clientVersion);
  const httpGet = () => Promise.reject(new Error('not asked'));
  const found = await kubernetesVersion({ now: view.now, httpGet }, text, clientVersion);
  return { ...found, warnings: [] };
}

async function ofMachine(
  view: HostView,
  init: InitDocument,
  options: DynamicOptions,
  problems: Problems,
): Promise<InitDocument> {
  const kind = 'InitConfiguration';
  const node = { kind, path: 'nodeRegistration', detect: options.detectCriSocket, role: 'control-plane' } as const;
  const nodeRegistration = await registrationOfMachine(view, init.nodeRegistration, node, problems);
  const api = { kind, path: 'localAPIEndpoint', check: options.checkBindAddress } as const;
  const localAPIEndpoint = await endpointOfMachine(view, init.localAPIEndpoint, api, problems);
  const needsKey = init.certificateKey === '' && options.needsCertificateKey;
  return {
    ...init,
    bootstrapTokens: init.bootstrapTokens.map((token) => ({ ...token, token: token.token ?? generateToken() })),
    nodeRegistration,
    localAPIEndpoint,
    certificateKey: needsKey ? generateCertificateKey() : init.certificateKey,
  };
}
