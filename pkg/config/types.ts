import type { JsonObject } from '../kube/kube-object.ts';

/** An argument of a component or of the kubelet; the order and duplicates are kept. */
export interface Arg {
  readonly name: string;
  readonly value: string;
}

/** core/v1 EnvVar, as the API server takes it. */
export interface EnvVar extends JsonObject {
  readonly name: string;
  readonly value?: string;
}

export interface HostPathMount {
  readonly name: string;
  readonly hostPath: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  /** A hostPath type; empty when none was given. */
  readonly pathType: string;
}

export interface Taint extends JsonObject {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never';

export type EncryptionAlgorithm = 'RSA-2048' | 'RSA-3072' | 'RSA-4096' | 'ECDSA-P256' | 'ECDSA-P384';

export interface BootstrapToken {
  /** `id.secret` */
  readonly token: string;
  readonly description: string;
  /** Milliseconds; 0 or less never expires. */
  readonly ttl: number;
  /** When it ends, in milliseconds since 1970, where that was given: then it counts, and not `ttl`. */
  readonly expires?: number;
  readonly usages: readonly string[];
  readonly groups: readonly string[];
}

export interface NodeRegistration {
  readonly name: string;
  /** `unix://...` */
  readonly criSocket: string;
  readonly taints: readonly Taint[];
  readonly kubeletExtraArgs: readonly Arg[];
  readonly ignorePreflightErrors: readonly string[];
  readonly imagePullPolicy: ImagePullPolicy;
  readonly imagePullSerial: boolean;
}

export interface APIEndpoint {
  readonly advertiseAddress: string;
  readonly bindPort: number;
}

/** All in milliseconds. */
export interface Timeouts {
  readonly controlPlaneComponentHealthCheck: number;
  readonly kubeletHealthCheck: number;
  readonly kubernetesAPICall: number;
  readonly etcdAPICall: number;
  readonly tlsBootstrap: number;
  readonly discovery: number;
  readonly upgradeManifests: number;
}

export interface ControlPlaneComponent {
  readonly extraArgs: readonly Arg[];
  readonly extraVolumes: readonly HostPathMount[];
  readonly extraEnvs: readonly EnvVar[];
}

export interface APIServer extends ControlPlaneComponent {
  readonly certSANs: readonly string[];
}

export interface LocalEtcd {
  readonly imageRepository: string;
  readonly imageTag: string;
  readonly dataDir: string;
  readonly extraArgs: readonly Arg[];
  readonly extraEnvs: readonly EnvVar[];
  readonly serverCertSANs: readonly string[];
  readonly peerCertSANs: readonly string[];
}

export interface ExternalEtcd {
  readonly endpoints: readonly string[];
  readonly httpEndpoints: readonly string[];
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Exactly one of the two. */
export type Etcd =
  | { readonly local: LocalEtcd; readonly external?: undefined }
  | { readonly external: ExternalEtcd; readonly local?: undefined };

export interface ClusterConfiguration {
  /** Resolved: `v1.36.2`. */
  readonly kubernetesVersion: string;
  /** Where a `ci/...` version was asked for: the core images come from another repository. */
  readonly ciVersion: boolean;
  /** `host:port`, or empty. The port is always there. */
  readonly controlPlaneEndpoint: string;
  readonly clusterName: string;
  readonly certificatesDir: string;
  readonly imageRepository: string;
  /** The feature gate PublicKeysECDSA is already taken into account by `keyAlgorithm()` in pkg/config. */
  readonly encryptionAlgorithm: EncryptionAlgorithm;
  /** Milliseconds. */
  readonly certificateValidityPeriod: number;
  /** Milliseconds. */
  readonly caCertificateValidityPeriod: number;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly networking: {
    readonly serviceSubnet: string;
    readonly podSubnet: string;
    readonly dnsDomain: string;
  };
  readonly apiServer: APIServer;
  readonly controllerManager: ControlPlaneComponent;
  readonly scheduler: ControlPlaneComponent;
  readonly dns: { readonly imageRepository: string; readonly imageTag: string; readonly disabled: boolean };
  readonly proxy: { readonly disabled: boolean };
  readonly etcd: Etcd;
}

/** A KubeletConfiguration or KubeProxyConfiguration, defaulted. */
export interface ComponentConfig {
  readonly document: JsonObject;
  /** Whether the user gave a document of this kind: then its ConfigMap carries no hash annotation. */
  readonly userSupplied: boolean;
}

/** What `init` runs with: everything defaulted, resolved and validated. Immutable. */
export interface InitConfig {
  readonly bootstrapTokens: readonly BootstrapToken[];
  readonly nodeRegistration: NodeRegistration;
  readonly localAPIEndpoint: APIEndpoint;
  /** 64 hex digits, or empty when certificates are not uploaded. */
  readonly certificateKey: string;
  readonly skipPhases: readonly string[];
  /** Folder with patches, or empty. */
  readonly patchesDirectory: string;
  readonly timeouts: Timeouts;
  readonly dryRun: boolean;
  readonly cluster: ClusterConfiguration;
  readonly kubelet: ComponentConfig;
  readonly kubeProxy: ComponentConfig;
}

/** What the command line gives to `init` and its phases, each absent when its flag was not set. */
export interface InitFlags {
  readonly config?: string;
  readonly apiserverAdvertiseAddress?: string;
  readonly apiserverBindPort?: number;
  readonly apiserverCertExtraSans?: readonly string[];
  readonly certDir?: string;
  readonly certificateKey?: string;
  readonly controlPlaneEndpoint?: string;
  readonly criSocket?: string;
  readonly dryRun?: boolean;
  /** `k=v,k=v` as given. */
  readonly featureGates?: string;
  readonly ignorePreflightErrors?: readonly string[];
  readonly imageRepository?: string;
  readonly kubernetesVersion?: string;
  readonly nodeName?: string;
  readonly patches?: string;
  readonly podNetworkCidr?: string;
  readonly serviceCidr?: string;
  readonly serviceDnsDomain?: string;
  readonly skipCertificateKeyPrint?: boolean;
  readonly skipPhases?: readonly string[];
  readonly skipTokenPrint?: boolean;
  readonly token?: string;
  /** Go duration text. */
  readonly tokenTtl?: string;
  readonly uploadCerts?: boolean;
  readonly kubeconfig?: string;
  readonly kubeconfigDir?: string;
  readonly printManifest?: boolean;
  /** Deprecated, hidden: `k=v,k=v`, repeatable. */
  readonly apiserverExtraArgs?: readonly string[];
  readonly controllerManagerExtraArgs?: readonly string[];
  readonly schedulerExtraArgs?: readonly string[];
}

/** How a joining machine finds and trusts the cluster: exactly one of token and file. */
export type Discovery = (
  | { readonly bootstrapToken: BootstrapTokenDiscovery; readonly file?: undefined }
  | { readonly file: FileDiscovery; readonly bootstrapToken?: undefined }
) & {
  /** `id.secret` with which the kubelet asks for its certificate; empty where the discovery file has credentials of its own. */
  readonly tlsBootstrapToken: string;
};

export interface BootstrapTokenDiscovery {
  /** `id.secret` */
  readonly token: string;
  /** `host:port` */
  readonly apiServerEndpoint: string;
  /** `sha256:<hex>` as given; looked at when the cluster is discovered. */
  readonly caCertHashes: readonly string[];
  readonly unsafeSkipCAVerification: boolean;
}

export interface FileDiscovery {
  /** A path, or an `https://` URL. */
  readonly kubeConfigPath: string;
}

/** What makes the joining machine a control plane. */
export interface JoinControlPlane {
  readonly localAPIEndpoint: APIEndpoint;
  /** 64 hex digits, or empty when the shared certificates were copied by hand. */
  readonly certificateKey: string;
}

/** What `join` runs with: everything defaulted, resolved and validated. Immutable. */
export interface JoinConfig {
  readonly nodeRegistration: NodeRegistration;
  /** Where the cluster's authority is written on a worker. */
  readonly caCertPath: string;
  readonly discovery: Discovery;
  /** Absent on a worker. */
  readonly controlPlane?: JoinControlPlane;
  readonly skipPhases: readonly string[];
  /** Folder with patches, or empty. */
  readonly patchesDirectory: string;
  readonly timeouts: Timeouts;
  readonly dryRun: boolean;
}

/** What the command line gives to `join` and its phases, each absent when its flag was not set. */
export interface JoinFlags {
  readonly config?: string;
  /** The positional argument, `host:port`. */
  readonly endpoint?: string;
  readonly apiserverAdvertiseAddress?: string;
  readonly apiserverBindPort?: number;
  readonly certificateKey?: string;
  readonly controlPlane?: boolean;
  readonly criSocket?: string;
  readonly discoveryFile?: string;
  readonly discoveryToken?: string;
  readonly discoveryTokenCaCertHash?: readonly string[];
  readonly discoveryTokenUnsafeSkipCaVerification?: boolean;
  readonly dryRun?: boolean;
  readonly ignorePreflightErrors?: readonly string[];
  readonly nodeName?: string;
  readonly patches?: string;
  readonly skipPhases?: readonly string[];
  readonly tlsBootstrapToken?: string;
  readonly token?: string;
}

export type UnmountFlag = 'MNT_FORCE' | 'MNT_DETACH' | 'MNT_EXPIRE' | 'UMOUNT_NOFOLLOW';

/** What `reset` runs with. Immutable. */
export interface ResetConfig {
  /** Absolute path. */
  readonly certificatesDir: string;
  /** `unix://...`, or empty when neither flag nor file names one: then it is looked for (node, instance-config, sockets). */
  readonly criSocket: string;
  readonly cleanupTmpDir: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly ignorePreflightErrors: readonly string[];
  readonly skipPhases: readonly string[];
  readonly unmountFlags: readonly UnmountFlag[];
  readonly timeouts: Timeouts;
}

/** What the command line gives to `reset` and its phases, each absent when its flag was not set. */
export interface ResetFlags {
  readonly config?: string;
  readonly certDir?: string;
  readonly cleanupTmpDir?: boolean;
  readonly criSocket?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly ignorePreflightErrors?: readonly string[];
  readonly kubeconfig?: string;
  readonly skipPhases?: readonly string[];
}
