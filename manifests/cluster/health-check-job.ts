import type { Manifest } from '../manifest.ts';

const NAME = 'upgrade-health-check';
/** Seconds after which the cluster ends and removes what a run left behind (source: the reference). */
const LIFETIME_SECONDS = 65;
/** Whoever it is: nobody with rights. */
const NOBODY = 999;

/**
 * A Job that shows that the cluster runs Pods: the sandbox image, which every node has, tells its version and ends.
 *
 * @param image - of the sandbox
 * @param now - makes its name unlike that of any other run
 */
export function healthCheckJob(image: string, now: Date): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${NAME}-${now.getTime()}`, namespace: 'kube-system' },
    spec: {
      backoffLimit: 0,
      ttlSecondsAfterFinished: LIFETIME_SECONDS,
      activeDeadlineSeconds: LIFETIME_SECONDS,
      template: {
        spec: {
          restartPolicy: 'Never',
          securityContext: { runAsUser: NOBODY, runAsGroup: NOBODY, runAsNonRoot: true },
          tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
          containers: [{ name: NAME, image, args: ['-v'] }],
        },
      },
    },
  };
}
