import { duration, field, optional, struct } from '../../schema/schema.ts';
import type { PartialOf } from '../../schema/schema-value.ts';
import { clusterConfiguration as newest } from '../cluster-configuration.ts';
import { apiServer as newestApiServer, controlPlaneComponent as newestComponent } from '../control-plane-component.ts';
import { etcd as newestEtcd, externalEtcd as newestExternalEtcd, localEtcd as newestLocalEtcd } from '../etcd.ts';
import { argumentMap, without } from './derive.ts';

const extraArgs = argumentMap('More arguments for the component, by their names. One that it has anyway is replaced.');

const component = struct({ ...without(newestComponent, 'extraEnvs'), extraArgs });

const apiServer = struct({
  ...without(newestApiServer, 'extraEnvs'),
  extraArgs,
  timeoutForControlPlane: field(
    optional(duration()),
    'How long the control plane may take to become healthy; v1beta4 has timeouts.controlPlaneComponentHealthCheck in the InitConfiguration instead.',
    { defaultDoc: '4m0s', example: '6m0s' },
  ),
});

const localEtcd = struct({
  ...without(newestLocalEtcd, 'extraEnvs'),
  extraArgs: argumentMap('More arguments for etcd, by their names. One that it has anyway is replaced.'),
});

const etcd = struct({
  local: { ...newestEtcd.fields.local, schema: optional(localEtcd), default: undefined },
  external: { ...newestEtcd.fields.external, schema: optional(struct(without(newestExternalEtcd, 'httpEndpoints'))) },
});

/** kubeadm.k8s.io/v1beta3 ClusterConfiguration. */
export const clusterConfiguration = struct({
  ...without(newest, 'proxy', 'encryptionAlgorithm', 'certificateValidityPeriod', 'caCertificateValidityPeriod'),
  dns: { ...newest.fields.dns, schema: struct(without(newest.fields.dns.schema, 'disabled')) },
  apiServer: { ...newest.fields.apiServer, schema: apiServer },
  controllerManager: { ...newest.fields.controllerManager, schema: component },
  scheduler: { ...newest.fields.scheduler, schema: component },
  etcd: { ...newest.fields.etcd, schema: etcd },
});

export type GivenClusterDocument = PartialOf<typeof clusterConfiguration>;
