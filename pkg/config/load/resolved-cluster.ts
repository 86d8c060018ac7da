import type { JsonObject } from '../../kube/kube-object.ts';
import type { ResolvedVersion } from '../defaults/kubernetes-version.ts';
import {
  DEFAULT_AUTHORITY_VALIDITY,
  DEFAULT_CERTIFICATE_VALIDITY,
  type ClusterDocument,
} from '../kinds/cluster-configuration.ts';
import { envVar } from '../kinds/env-var.ts';
import { encode } from '../schema/encode.ts';
import type { ClusterConfiguration, ControlPlaneComponent, EncryptionAlgorithm, EnvVar, Etcd } from '../types.ts';

type Component = ClusterDocument['scheduler'];

/** What the phases read of a ClusterConfiguration in which nothing is left to find out. */
export function resolvedCluster(cluster: ClusterDocument, { version, ci }: ResolvedVersion): ClusterConfiguration {
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

function resolvedEtcd({ local, external }: ClusterDocument['etcd']): Etcd {
  if (external !== undefined) return { external: { ...external, endpoints: external.endpoints ?? [] } };
  if (local === undefined) throw new TypeError('the schema gives etcd.local a default');
  return { local: { ...local, extraEnvs: envs(local.extraEnvs) } };
}
