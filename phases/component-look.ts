import { endpointLook, type Look } from '../pkg/diagnosis/health-looks.ts';
import type { HostView } from '../pkg/host/host.ts';
import { healthUrl, manifestOf, type ProbedComponent } from './health-endpoints.ts';

/** Whether a component is healthy that answers without credentials. */
export function componentLook(view: HostView, component: ProbedComponent): Look {
  return async () => {
    const url = healthUrl(component, await manifestOf(view, component));
    return endpointLook(view, url, { skipTlsVerification: true });
  };
}
