import { field, float, int32, int64, list, map, optional, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import { quantity } from './env-var.ts';
import { settledFields } from './kubelet-settled-fields.ts';
import {
  flag,
  flagMap,
  flagMaybe,
  logging,
  long,
  longMaybe,
  number,
  numberMaybe,
  text,
  textMap,
  textMaybe,
  texts,
  time,
  timeMaybe,
} from './component-fields.ts';
import { timestamp } from './timestamp.ts';

// prettier-ignore
const serving = {
  enableServer: flagMaybe, address: text, port: number, tlsCertFile: text, tlsPrivateKeyFile: text,
  tlsCipherSuites: texts, tlsCurvePreferences: field(list(int32()), ''), tlsMinVersion: text, serverTLSBootstrap: flag,
  enableDebuggingHandlers: flagMaybe, enableContentionProfiling: flag,
  enableProfilingHandler: flagMaybe, enableDebugFlagsHandler: flagMaybe, enableSystemLogHandler: flagMaybe, enableSystemLogQuery: flagMaybe,
  streamingConnectionIdleTimeout: time, showHiddenMetricsForVersion: text,
};

// prettier-ignore
const sources = {
  podLogsDir: text, syncFrequency: time, fileCheckFrequency: time, httpCheckFrequency: time, staticPodURL: text,
  staticPodURLHeader: field(map(list(string())), ''), configMapAndSecretChangeDetectionStrategy: text,
};

// prettier-ignore
const images = {
  registryPullQPS: numberMaybe, registryBurst: number, imagePullCredentialsVerificationPolicy: text, preloadedImagesVerificationAllowlist: texts,
  serializeImagePulls: flagMaybe, maxParallelImagePulls: numberMaybe, imageMinimumGCAge: time, imageMaximumGCAge: time,
  imageGCHighThresholdPercent: numberMaybe, imageGCLowThresholdPercent: numberMaybe, imageServiceEndpoint: text,
};

// prettier-ignore
const apiClient = {
  eventRecordQPS: numberMaybe, eventBurst: number, contentType: text, kubeAPIQPS: numberMaybe, kubeAPIBurst: number,
  nodeStatusUpdateFrequency: time, nodeStatusReportFrequency: time, nodeLeaseDurationSeconds: number, nodeStatusMaxImages: numberMaybe,
  registerNode: flagMaybe, providerID: text, enableControllerAttachDetach: flagMaybe,
  registerWithTaints: field(list(struct({
    key: field(string(), '', { always: true }), value: text, effect: field(string(), '', { always: true }), timeAdded: field(optional(timestamp), ''),
  })), ''),
};

// prettier-ignore
const network = {
  hairpinMode: text, podCIDR: text,
  makeIPTablesUtilChains: flagMaybe, iptablesMasqueradeBit: numberMaybe, iptablesDropBit: numberMaybe,
};

// prettier-ignore
const resources = {
  kubeletCgroups: text, systemCgroups: text, cgroupRoot: text, cgroupsPerQOS: flagMaybe, cpuManagerPolicy: text,
  singleProcessOOMKill: flagMaybe, cpuManagerPolicyOptions: textMap, cpuManagerReconcilePeriod: time, memoryManagerPolicy: text,
  topologyManagerPolicy: text, topologyManagerScope: text, topologyManagerPolicyOptions: textMap, qosReserved: textMap,
  cpuCFSQuota: flagMaybe, cpuCFSQuotaPeriod: timeMaybe, systemReserved: textMap, kubeReserved: textMap, reservedSystemCPUs: text,
  systemReservedCgroup: text, kubeReservedCgroup: text, enforceNodeAllocatable: texts, failCgroupV1: flagMaybe,
  reservedMemory: field(list(struct({ numaNode: field(int32(), '', { always: true }), limits: field(optional(map(quantity())), '', { always: true }) })), ''),
  memoryThrottlingFactor: field(optional(float(64)), ''), memoryReservationPolicy: text, localStorageCapacityIsolation: flagMaybe,
};

// prettier-ignore
const eviction = {
  evictionHard: textMap, evictionSoft: textMap, evictionSoftGracePeriod: textMap, evictionPressureTransitionPeriod: time,
  evictionMaxPodGracePeriod: number, evictionMinimumReclaim: textMap, mergeDefaultEvictionSettings: flagMaybe, kernelMemcgNotification: flag,
};

// prettier-ignore
const pods = {
  maxPods: { ...number, example: 200 }, podPidsLimit: longMaybe, podsPerCore: number, runOnce: flag, maxOpenFiles: long, oomScoreAdj: numberMaybe,
  protectKernelDefaults: flag, failSwapOn: flagMaybe, memorySwap: field(struct({ swapBehavior: text }), ''), allowedUnsafeSysctls: texts,
  seccompDefault: flagMaybe, crashLoopBackOff: field(struct({ maxContainerRestartPeriod: timeMaybe }), ''),
  userNamespaces: field(optional(struct({ idsPerPod: longMaybe })), ''), shutdownGracePeriod: time, shutdownGracePeriodCriticalPods: time,
  shutdownGracePeriodByPodPriority: field(list(struct({
    priority: field(int32(), '', { always: true }), shutdownGracePeriodSeconds: field(int64(), '', { always: true }),
  })), ''),
};

// prettier-ignore
const operation = {
  runtimeRequestTimeout: time, volumeStatsAggPeriod: time, volumePluginDir: text,
  containerLogMaxSize: text, containerLogMaxFiles: numberMaybe, containerLogMaxWorkers: numberMaybe, containerLogMonitorInterval: timeMaybe,
  featureGates: flagMap, logging, tracing: field(optional(struct({ endpoint: textMaybe, samplingRatePerMillion: numberMaybe })), ''),
};

/** kubelet.config.k8s.io/v1beta1 KubeletConfiguration. */
// prettier-ignore
export const kubeletConfiguration = struct({
  ...settledFields, ...serving, ...sources, ...images, ...apiClient, ...network, ...resources, ...eviction, ...pods, ...operation,
});

export type KubeletDocument = ValueOf<typeof kubeletConfiguration>;
export type GivenKubeletDocument = PartialOf<typeof kubeletConfiguration>;
