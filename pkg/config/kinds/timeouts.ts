import { duration, field, optional, struct } from '../schema/schema.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Milliseconds that a component of the control plane may take to become healthy. */
export const DEFAULT_HEALTH_CHECK = 4 * MINUTE;

const timeout = (milliseconds: number, doc: string, example?: string) =>
  field(optional(duration()), doc, { default: milliseconds, example });

/** How long to wait for what; defaults are the reference's (1.36). */
export const timeouts = struct(
  {
    controlPlaneComponentHealthCheck: timeout(
      DEFAULT_HEALTH_CHECK,
      'How long a component of the control plane may take to become healthy. The startup probes of the static Pods follow it.',
      '6m0s',
    ),
    kubeletHealthCheck: timeout(4 * MINUTE, 'How long the kubelet may take to become healthy.'),
    kubernetesAPICall: timeout(MINUTE, 'How long requests to the API server are repeated until they succeed.'),
    etcdAPICall: timeout(2 * MINUTE, 'How long requests to etcd are repeated until they succeed.'),
    tlsBootstrap: timeout(5 * MINUTE, 'How long a joining kubelet may take to get its certificate.'),
    discovery: timeout(5 * MINUTE, 'How long a joining machine looks for the cluster.'),
    upgradeManifests: timeout(
      5 * MINUTE,
      'How long a static Pod may take to run again after its manifest was replaced by an upgrade.',
    ),
  },
  'Timeouts',
);
