import type { JsonObject } from '../../kube/kube-object.ts';
import { DEFAULT_AUTHORITY_VALIDITY, DEFAULT_CERTIFICATE_VALIDITY } from '../kinds/cluster-configuration.ts';
import { envVar } from '../kinds/env-var.ts';
import { DEFAULT_TOKEN_TTL } from '../kinds/init-configuration.ts';
import { timeouts } from '../kinds/timeouts.ts';
import { complete } from '../schema/complete.ts';
import { encode } from '../schema/encode.ts';
import type {
  ClusterConfiguration,
  ControlPlaneComponent,
  EncryptionAlgorithm,
  EnvVar,
  Etcd,
  ImagePullPolicy,
  InitConfig,
  Taint,
  Timeouts,
} from '../types.ts';
import type { ResolvedDocuments } from './dynamic-defaults.ts';

type Init = ResolvedDocuments['init'];
type Cluster = ResolvedDocuments['cluster'];
type Component = Cluster['scheduler'];

/** The taint that keeps ordinary Pods off the control plane. */
const CONTROL_PLANE_TAINT: Taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };

/** What the phases read, apart from the component configurations. The documents were validated. */
export function resolvedConfig({
  init,
  cluster,
  version,
}: ResolvedDocuments): Omit<InitConfig, 'kubelet' | 'kubeProxy'> {
  const { nodeRegistration } = init;
  return {
    bootstrapTokens: init.bootstrapTokens.map(({ token, description, ttl, usages, groups }) => ({
      token: token ?? '',
      description,
      ttl: ttl ?? DEFAULT_TOKEN_TTL,
      usages,
      groups,
    })),
    nodeRegistration: {
      ...nodeRegistration,
      taints: taintsOf(nodeRegistration.taints),
      imagePullPolicy: nodeRegistration.imagePullPolicy as ImagePullPolicy,
      imagePullSerial: nodeRegistration.imagePullSerial ?? true,
    },
    localAPIEndpoint: init.localAPIEndpoint,
    certificateKey: init.certificateKey,
    skipPhases: init.skipPhases,
    patchesDirectory: init.patches?.directory ?? '',
    // The schema gives every timeout a default.
    timeouts: complete(timeouts, init.timeouts) as Timeouts,
    dryRun: init.dryRun,
    cluster: resolvedCluster(cluster, version),
  };
}

function taintsOf(taints: Init['nodeRegistration']['taints']): readonly Taint[] {
  return (
    taints?.map(({ key, value, effect, timeAdded }) => ({
      key,
      ...(value === '' ? {} : { value }),
      effect,
      ...(timeAdded === undefined ? {} : { timeAdded }),
    })) ?? [CONTROL_PLANE_TAINT]
  );
}

function resolvedCluster(cluster: Cluster, { version, ci }: ResolvedDocuments['version']): ClusterConfiguration {
  return {
    ...cluster,
    kubernetesVersion: version,
    ciVersion: ci,
    encryptionAlgorithm: cluster.encryptionAlgorithm as EncryptionAlgorithm,
    certificateValidityPeriod: cluster.certificateValidityPeriod ?? DEFAULT_CERTIFICATE_VALIDITY,
    caCertificateValidityPeriod: cluster.caCertificateValidityPeriod ?? DEFAULT_AUTHORITY_VALIDITY,
    apiServer: { ...component(cluster.apiServer), certSANs: cluster.apiServer.certSANs },
    controllerManager: component(cluster.controllerManager),
    scheduler: component(cluster.scheduler),
    etcd: resolvedEtcd(cluster.etcd),
  };
}

function component({ extraArgs, extraVolumes, extraEnvs }: Component): ControlPlaneComponent {
  return { extraArgs, extraVolumes, extraEnvs: envs(extraEnvs) };
}

function envs(given: Component['extraEnvs']): readonly EnvVar[] {
  return given.map((each) => encode(envVar, each) as JsonObject as EnvVar);
}

function resolvedEtcd({ local, external }: Cluster['etcd']): Etcd {
  if (external !== undefined) return { external: { ...external, endpoints: external.endpoints ?? [] } };
  if (local === undefined) throw new TypeError('the schema gives etcd.local a default');
  return { local: { ...local, extraEnvs: envs(local.extraEnvs) } };
}
