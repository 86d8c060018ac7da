/** Labels and annotations with which the kubelet tells a runtime whose container it is. */
export const POD_LABELS = {
  container: 'io.kubernetes.container.name',
  pod: 'io.kubernetes.pod.name',
  namespace: 'io.kubernetes.pod.namespace',
  restartCount: 'io.kubernetes.container.restartCount',
  configHash: 'kubernetes.io/config.hash',
} as const;
