import type { HostView } from '../../host/host.ts';
import { isGlobalUnicast, isLoopback, parseAddress } from '../../net/address.ts';
import { generateCertificateKey, generateToken } from '../../token/bootstrap-token.ts';
import { advertiseAddress } from '../defaults/advertise-address.ts';
import { controlPlaneEndpoint } from '../defaults/control-plane-endpoint.ts';
import { criSocket } from '../defaults/cri-socket.ts';
import { kubernetesVersion, type ResolvedVersion } from '../defaults/kubernetes-version.ts';
import { nodeName } from '../defaults/node-name.ts';
import type { InitDocument } from '../kinds/init-configuration.ts';
import type { DefaultedConfig } from './given-config.ts';
import type { Problems } from './problems.ts';

/** What of the options matters here. */
export interface DynamicOptions {
  readonly clientVersion: string;
  readonly detectCriSocket: boolean;
  readonly needsCertificateKey: boolean;
  readonly checkBindAddress: boolean;
}

/** A configuration in which nothing is left to find out. */
export interface ResolvedDocuments extends DefaultedConfig {
  readonly version: ResolvedVersion;
}

/** Ask the machine, and the network where a version label needs it, for what nobody gave. */
export async function dynamicDefaults(
  view: HostView,
  defaulted: DefaultedConfig,
  options: DynamicOptions,
  problems: Problems,
): Promise<ResolvedDocuments> {
  const { init, cluster } = defaulted;
  const release = kubernetesVersion(view, cluster.kubernetesVersion, options.clientVersion);
  const resolvedInit = await ofMachine(view, init, options, problems);
  const standIn = { version: options.clientVersion, ci: false };
  const version = problems.take(await release, 'ClusterConfiguration', 'kubernetesVersion', standIn);
  const found = controlPlaneEndpoint(cluster.controlPlaneEndpoint, init.localAPIEndpoint.bindPort);
  const endpoint = problems.take(found, 'ClusterConfiguration', 'controlPlaneEndpoint', '');
  const certSANs = cluster.apiServer.certSANs.map((name) => name.toLowerCase());
  const resolvedCluster = {
    ...cluster,
    controlPlaneEndpoint: endpoint,
    apiServer: { ...cluster.apiServer, certSANs },
  };
  return { init: resolvedInit, cluster: resolvedCluster, version };
}

async function ofMachine(
  view: HostView,
  init: InitDocument,
  options: DynamicOptions,
  problems: Problems,
): Promise<InitDocument> {
  const { nodeRegistration, localAPIEndpoint, certificateKey } = init;
  const named = nodeName(nodeRegistration.name, view.hostname());
  const name = problems.take(named, 'InitConfiguration', 'nodeRegistration.name', '');
  const [socket, address] = await Promise.all([
    criSocket(view, nodeRegistration.criSocket, options.detectCriSocket),
    advertiseAddress(view, localAPIEndpoint.advertiseAddress),
  ]);
  const criUrl = problems.take(socket, 'InitConfiguration', 'nodeRegistration.criSocket', '');
  const advertised = problems.take(address, 'InitConfiguration', 'localAPIEndpoint.advertiseAddress', '');
  if (options.checkBindAddress && advertised !== '') checkBindAddress(advertised, problems);
  const needsKey = certificateKey === '' && options.needsCertificateKey;
  return {
    ...init,
    bootstrapTokens: init.bootstrapTokens.map((token) => ({ ...token, token: token.token ?? generateToken() })),
    nodeRegistration: { ...nodeRegistration, name, criSocket: criUrl },
    localAPIEndpoint: { ...localAPIEndpoint, advertiseAddress: advertised },
    certificateKey: needsKey ? generateCertificateKey() : certificateKey,
  };
}

function checkBindAddress(text: string, problems: Problems): void {
  const address = parseAddress(text);
  if (address !== undefined && (isGlobalUnicast(address) || isLoopback(address))) return;
  problems.add(
    'InitConfiguration',
    'localAPIEndpoint.advertiseAddress',
    `the API server cannot be reached at ${text}: an address of this machine is needed that others can use`,
    'name one with --apiserver-advertise-address, or with localAPIEndpoint.advertiseAddress in the configuration file',
  );
}
