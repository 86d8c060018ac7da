import { KubeadmError } from '../../errors/kubeadm-error.ts';
import { isToken } from '../../token/bootstrap-token.ts';
import { parseDuration } from '../duration.ts';
import type { Arg, InitFlags } from '../types.ts';
import type { GivenConfig, InitKind } from './given-config.ts';
import { setFlagNames } from './mixed-flags.ts';

/** Which flag sets which field, for errors that name the flag. */
const FLAG_OF: Readonly<Partial<Record<InitKind, Readonly<Record<string, string>>>>> = {
  InitConfiguration: {
    'bootstrapTokens[0].token': 'token',
    'bootstrapTokens[0].ttl': 'token-ttl',
    certificateKey: 'certificate-key',
    'localAPIEndpoint.advertiseAddress': 'apiserver-advertise-address',
    'localAPIEndpoint.bindPort': 'apiserver-bind-port',
    'nodeRegistration.criSocket': 'cri-socket',
    'nodeRegistration.name': 'node-name',
    'patches.directory': 'patches',
  },
  ClusterConfiguration: {
    'apiServer.certSANs': 'apiserver-cert-extra-sans',
    certificatesDir: 'cert-dir',
    controlPlaneEndpoint: 'control-plane-endpoint',
    featureGates: 'feature-gates',
    imageRepository: 'image-repository',
    kubernetesVersion: 'kubernetes-version',
    'networking.dnsDomain': 'service-dns-domain',
    'networking.podSubnet': 'pod-network-cidr',
    'networking.serviceSubnet': 'service-cidr',
  },
};

/**
 * The configuration that the flags describe.
 *
 * @param featureGates - what `--feature-gates` holds
 * @throws KubeadmError when a flag cannot be read
 */
export function givenByFlags(flags: InitFlags, featureGates: Readonly<Record<string, boolean>>): GivenConfig {
  const set = new Set(setFlagNames(flags));
  return {
    init: {
      bootstrapTokens: [{ token: tokenOf(flags), ttl: ttlOf(flags) }],
      nodeRegistration: { name: flags.nodeName, criSocket: flags.criSocket },
      localAPIEndpoint: { advertiseAddress: flags.apiserverAdvertiseAddress, bindPort: flags.apiserverBindPort },
      certificateKey: flags.certificateKey,
      patches: { directory: flags.patches },
    },
    cluster: { ...clusterByFlags(flags), featureGates },
    kubelet: undefined,
    kubeProxy: undefined,
    locate: (kind, path) => {
      const flag = FLAG_OF[kind]?.[path.replace(/^(apiServer\.certSANs)\[\d+\]$/, '$1')];
      return flag !== undefined && set.has(flag) ? { flag } : {};
    },
    errors: [],
    warnings: deprecations(flags),
  };
}

function clusterByFlags(flags: InitFlags): GivenConfig['cluster'] {
  const { serviceCidr: serviceSubnet, podNetworkCidr: podSubnet, serviceDnsDomain: dnsDomain } = flags;
  return {
    kubernetesVersion: flags.kubernetesVersion,
    controlPlaneEndpoint: flags.controlPlaneEndpoint,
    certificatesDir: flags.certDir,
    imageRepository: flags.imageRepository,
    networking: { serviceSubnet, podSubnet, dnsDomain },
    apiServer: {
      certSANs: flags.apiserverCertExtraSans,
      extraArgs: extraArgs('apiserver-extra-args', flags.apiserverExtraArgs),
    },
    controllerManager: { extraArgs: extraArgs('controller-manager-extra-args', flags.controllerManagerExtraArgs) },
    scheduler: { extraArgs: extraArgs('scheduler-extra-args', flags.schedulerExtraArgs) },
  };
}

function tokenOf({ token }: InitFlags): string | undefined {
  if (token === undefined || token === '') return undefined;
  if (isToken(token)) return token;
  throw new KubeadmError('invalid-token', '--token is not a bootstrap token', {
    hint: 'make one with "kubeadm-ts token generate", or leave --token out to get a random one',
  });
}

function ttlOf({ tokenTtl }: InitFlags): number | undefined {
  if (tokenTtl === undefined) return undefined;
  const ttl = parseDuration(tokenTtl);
  if (ttl !== undefined) return ttl;
  throw new KubeadmError('invalid-flag', `--token-ttl is no duration: "${tokenTtl}"`, {
    hint: 'write it like 24h or 90m; 0 means that the token never expires',
  });
}

function extraArgs(flag: string, values: readonly string[] = []): readonly Arg[] {
  return values
    .flatMap((value) => value.split(','))
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value, ...more] = pair.split('=');
      if (value !== undefined && more.length === 0) return { name, value };
      throw new KubeadmError('invalid-flag', `--${flag} cannot be read: "${pair}" needs exactly one "="`, {
        hint: `write it like --${flag} name=value,other=value, or use extraArgs in a configuration file`,
      });
    });
}

function deprecations(flags: InitFlags): readonly string[] {
  const used = {
    'apiserver-extra-args': flags.apiserverExtraArgs,
    'controller-manager-extra-args': flags.controllerManagerExtraArgs,
    'scheduler-extra-args': flags.schedulerExtraArgs,
  };
  return Object.entries(used).flatMap(([name, value]) =>
    value === undefined ? [] : [`the flag --${name} is deprecated: use extraArgs in a configuration file, or patches`],
  );
}
