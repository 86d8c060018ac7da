import type { GivenJoinDocument } from '../kinds/join-configuration.ts';
import type { JoinFlags } from '../types.ts';
import type { GivenDocument } from './given-config.ts';

/** The API server that is joined, as the command's help calls it. */
const ENDPOINT_ARGUMENT = '<host:port>';

type FlagName = Exclude<keyof JoinFlags, 'endpoint'>;

const NAMES = {
  apiserverAdvertiseAddress: 'apiserver-advertise-address',
  apiserverBindPort: 'apiserver-bind-port',
  certificateKey: 'certificate-key',
} as const satisfies Partial<Record<FlagName, string>>;

/** Which flag sets which field; where several do, the one that counts stands first. */
const FLAGS_OF: Readonly<Record<string, readonly (readonly [flag: FlagName, name: string])[]>> = {
  'discovery.bootstrapToken.token': [
    ['discoveryToken', 'discovery-token'],
    ['token', 'token'],
  ],
  'discovery.tlsBootstrapToken': [
    ['tlsBootstrapToken', 'tls-bootstrap-token'],
    ['discoveryToken', 'discovery-token'],
    ['token', 'token'],
  ],
  'discovery.bootstrapToken.caCertHashes': [['discoveryTokenCaCertHash', 'discovery-token-ca-cert-hash']],
  'discovery.file': [['discoveryFile', 'discovery-file']],
  'discovery.file.kubeConfigPath': [['discoveryFile', 'discovery-file']],
  'nodeRegistration.name': [['nodeName', 'node-name']],
  'nodeRegistration.criSocket': [['criSocket', 'cri-socket']],
  'controlPlane.localAPIEndpoint.advertiseAddress': [['apiserverAdvertiseAddress', NAMES.apiserverAdvertiseAddress]],
  'controlPlane.localAPIEndpoint.bindPort': [['apiserverBindPort', NAMES.apiserverBindPort]],
  'controlPlane.certificateKey': [['certificateKey', NAMES.certificateKey]],
  'patches.directory': [['patches', 'patches']],
};

/**
 * The configuration that the flags of `join` describe. An empty text counts as not given.
 *
 * @param adminConf - the kubeconfig that a command without flags for discovery finds the cluster with
 */
export function givenByJoinFlags(flags: JoinFlags, adminConf?: string): GivenDocument<GivenJoinDocument> {
  return {
    document: {
      discovery: adminConf === undefined ? discoveryByFlags(flags) : { file: { kubeConfigPath: adminConf } },
      nodeRegistration: { name: flags.nodeName, criSocket: flags.criSocket },
      controlPlane: flags.controlPlane === true ? controlPlaneByFlags(flags) : undefined,
      patches: { directory: flags.patches },
    },
    locate: (_kind, path) => locate(flags, path),
    errors: [],
    warnings: withoutControlPlane(flags),
  };
}

function discoveryByFlags(flags: JoinFlags): GivenJoinDocument['discovery'] {
  const { endpoint, discoveryFile = '', token = '' } = flags;
  const discoveryToken = flags.discoveryToken || token;
  const bootstrapToken = {
    apiServerEndpoint: endpoint,
    token: discoveryToken,
    caCertHashes: flags.discoveryTokenCaCertHash,
    unsafeSkipCAVerification: flags.discoveryTokenUnsafeSkipCaVerification,
  };
  return {
    // without an API server to ask, tokens are for the kubelet only, and a file says where the cluster is
    bootstrapToken: endpoint === undefined ? undefined : bootstrapToken,
    file: discoveryFile === '' ? undefined : { kubeConfigPath: discoveryFile },
    tlsBootstrapToken: flags.tlsBootstrapToken || discoveryToken,
  };
}

function controlPlaneByFlags(flags: JoinFlags): GivenJoinDocument['controlPlane'] {
  const { apiserverAdvertiseAddress: advertiseAddress, apiserverBindPort: bindPort, certificateKey } = flags;
  return { localAPIEndpoint: { advertiseAddress, bindPort }, certificateKey };
}

/** The flag that gave a field, or would give it. */
function locate(flags: JoinFlags, path: string): { readonly flag?: string; readonly argument?: string } {
  if (path === 'discovery' || path === 'discovery.bootstrapToken.apiServerEndpoint')
    return { argument: ENDPOINT_ARGUMENT };
  const candidates = FLAGS_OF[path] ?? [];
  const [, name] = candidates.find(([flag]) => flags[flag]) ?? candidates.at(-1) ?? [];
  return name === undefined ? {} : { flag: name };
}

function withoutControlPlane(flags: JoinFlags): readonly string[] {
  if (flags.controlPlane === true) return [];
  const set = Object.entries(NAMES).flatMap(([flag, name]) => (flags[flag as FlagName] === undefined ? [] : [name]));
  if (set.length === 0) return [];
  const names = set.map((name) => `--${name}`).join(', ');
  return [
    `without --control-plane this machine joins as a worker: ${names} ${set.length === 1 ? 'has' : 'have'} no effect`,
  ];
}
