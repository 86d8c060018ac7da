import { duration, field, optional, struct } from '../schema/schema.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const timeout = (milliseconds: number, doc: string) => field(optional(duration()), doc, { default: milliseconds });

/** How long to wait for what; defaults are the reference's (1.36). */
export const timeouts = struct({
  controlPlaneComponentHealthCheck: timeout(4 * MINUTE, 'Until a component of the control plane is healthy'),
  kubeletHealthCheck: timeout(4 * MINUTE, 'Until the kubelet is healthy'),
  kubernetesAPICall: timeout(MINUTE, 'Until a request to the API server succeeds'),
  etcdAPICall: timeout(2 * MINUTE, 'Until a request to etcd succeeds'),
  tlsBootstrap: timeout(5 * MINUTE, 'Until a joining kubelet has its certificate'),
  discovery: timeout(5 * MINUTE, 'Until a joining node has found the cluster'),
  upgradeManifests: timeout(5 * MINUTE, 'Until an upgraded static Pod runs'),
});
