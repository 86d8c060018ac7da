import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import type { Health } from '../components/component.ts';

/** The name of the port that the kubelet asks. */
export const PROBE_PORT = 'probe-port';

/** Seconds between two looks, and seconds that an answer may take. */
const PERIOD = 10;
const TIMEOUT = 15;

/** The kubelet's checks of a container. All times in seconds. */
export function probes(health: Health): JsonObject {
  const patient = { initialDelaySeconds: PERIOD, periodSeconds: PERIOD, timeoutSeconds: TIMEOUT };
  const looks = Math.ceil(health.startTimeout / 1000 / PERIOD);
  return {
    livenessProbe: { ...ask(health, health.livePath), ...patient, failureThreshold: 8 },
    ...(health.readyPath === undefined
      ? {}
      : {
          readinessProbe: {
            ...ask(health, health.readyPath),
            periodSeconds: 1,
            timeoutSeconds: TIMEOUT,
            failureThreshold: 3,
          },
        }),
    startupProbe: {
      ...ask(health, health.startedPath),
      ...patient,
      // Zero stands for the API's default, and is left out.
      ...(looks === 0 ? {} : { failureThreshold: looks }),
    },
  };
}

function ask({ scheme, host }: Health, path: string): JsonObject {
  return { httpGet: { ...(host === undefined ? {} : { host }), path, port: PROBE_PORT, scheme } };
}
