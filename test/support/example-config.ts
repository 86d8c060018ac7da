import type { ClusterConfiguration, InitConfig, NodeRegistration } from '../../pkg/config/types.ts';

const COMPONENT = { extraArgs: [], extraVolumes: [], extraEnvs: [] };
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Parts of an InitConfig to set differently. */
export interface ExampleOverrides extends Partial<Omit<InitConfig, 'cluster' | 'nodeRegistration'>> {
  readonly cluster?: Partial<ClusterConfiguration>;
  readonly nodeRegistration?: Partial<NodeRegistration>;
}

/** What golden case `default` resolves to. */
export function exampleConfig(overrides: ExampleOverrides = {}): InitConfig {
  const { cluster, nodeRegistration, ...rest } = overrides;
  return {
    bootstrapTokens: [
      {
        token: 'abcdef.0123456789abcdef',
        description: '',
        ttl: 24 * HOUR,
        usages: ['signing', 'authentication'],
        groups: ['system:bootstrappers:kubeadm:default-node-token'],
      },
    ],
    nodeRegistration: {
      name: 'cp1',
      criSocket: 'unix:///run/containerd/containerd.sock',
      taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
      kubeletExtraArgs: [],
      ignorePreflightErrors: [],
      imagePullPolicy: 'IfNotPresent',
      imagePullSerial: true,
      ...nodeRegistration,
    },
    localAPIEndpoint: { advertiseAddress: '192.0.2.10', bindPort: 6443 },
    certificateKey: '',
    skipPhases: [],
    patchesDirectory: '',
    timeouts: {
      controlPlaneComponentHealthCheck: 4 * MINUTE,
      kubeletHealthCheck: 4 * MINUTE,
      kubernetesAPICall: MINUTE,
      etcdAPICall: 2 * MINUTE,
      tlsBootstrap: 5 * MINUTE,
      discovery: 5 * MINUTE,
      upgradeManifests: 5 * MINUTE,
    },
    dryRun: false,
    cluster: {
      kubernetesVersion: 'v1.36.2',
      ciVersion: false,
      controlPlaneEndpoint: '',
      clusterName: 'kubernetes',
      certificatesDir: '/etc/kubernetes/pki',
      imageRepository: 'registry.k8s.io',
      encryptionAlgorithm: 'RSA-2048',
      certificateValidityPeriod: 8760 * HOUR,
      caCertificateValidityPeriod: 87600 * HOUR,
      featureGates: {},
      networking: { serviceSubnet: '10.96.0.0/12', podSubnet: '', dnsDomain: 'cluster.local' },
      apiServer: { ...COMPONENT, certSANs: [] },
      controllerManager: COMPONENT,
      scheduler: COMPONENT,
      dns: { imageRepository: '', imageTag: '', disabled: false },
      proxy: { disabled: false },
      etcd: {
        local: {
          imageRepository: '',
          imageTag: '',
          dataDir: '/var/lib/etcd',
          extraArgs: [],
          extraEnvs: [],
          serverCertSANs: [],
          peerCertSANs: [],
        },
      },
      ...cluster,
    },
    kubelet: {
      userSupplied: false,
      document: {
        apiVersion: 'kubelet.config.k8s.io/v1beta1',
        kind: 'KubeletConfiguration',
        staticPodPath: '/etc/kubernetes/manifests',
        cgroupDriver: 'systemd',
        clusterDNS: ['10.96.0.10'],
        clusterDomain: 'cluster.local',
        containerRuntimeEndpoint: '',
        healthzBindAddress: '127.0.0.1',
        healthzPort: 10248,
        rotateCertificates: true,
      },
    },
    kubeProxy: {
      userSupplied: false,
      document: {
        apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
        kind: 'KubeProxyConfiguration',
        bindAddress: '0.0.0.0',
        clusterCIDR: '',
      },
    },
    ...rest,
  };
}
