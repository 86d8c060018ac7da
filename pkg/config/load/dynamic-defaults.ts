import type { HostView } from '../../host/host.ts';
import { isGlobalUnicast, isLoopback, parseAddress } from '../../net/address.ts';
import { generateCertificateKey, generateToken } from '../../token/bootstrap-token.ts';
import { advertiseAddress } from '../defaults/advertise-address.ts';
import { controlPlaneEndpoint } from '../defaults/control-plane-endpoint.ts';
import { criSocket } from '../defaults/cri-socket.ts';
import { kubernetesVersion, type ResolvedVersion } from '../defaults/kubernetes-version.ts';
import { nodeName } from '../defaults/node-name.ts';
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
  const { nodeRegistration, localAPIEndpoint } = init;
  const name = problems.take(
    nodeName(nodeRegistration.name, view.hostname()),
    'InitConfiguration',
    'nodeRegistration.name',
    '',
  );
  const [socket, address, release] = await Promise.all([
    criSocket(view, nodeRegistration.criSocket, options.detectCriSocket),
    advertiseAddress(view, localAPIEndpoint.advertiseAddress),
    kubernetesVersion(view, cluster.kubernetesVersion, options.clientVersion),
  ]);
  const criUrl = problems.take(socket, 'InitConfiguration', 'nodeRegistration.criSocket', '');
  const advertised = problems.take(address, 'InitConfiguration', 'localAPIEndpoint.advertiseAddress', '');
  const version = problems.take(release, 'ClusterConfiguration', 'kubernetesVersion', {
    version: options.clientVersion,
    ci: false,
  });
  const endpoint = problems.take(
    controlPlaneEndpoint(cluster.controlPlaneEndpoint, localAPIEndpoint.bindPort),
    'ClusterConfiguration',
    'controlPlaneEndpoint',
    '',
  );
  if (options.checkBindAddress && advertised !== '') checkBindAddress(advertised, problems);
  return {
    init: {
      ...init,
      bootstrapTokens: init.bootstrapTokens.map((token) => ({ ...token, token: token.token ?? generateToken() })),
      nodeRegistration: { ...nodeRegistration, name, criSocket: criUrl },
      localAPIEndpoint: { ...localAPIEndpoint, advertiseAddress: advertised },
      certificateKey:
        init.certificateKey === '' && options.needsCertificateKey ? generateCertificateKey() : init.certificateKey,
    },
    cluster: {
      ...cluster,
      controlPlaneEndpoint: endpoint,
      apiServer: { ...cluster.apiServer, certSANs: cluster.apiServer.certSANs.map((name) => name.toLowerCase()) },
    },
    version,
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
