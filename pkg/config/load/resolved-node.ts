import type { InitDocument } from '../kinds/init-configuration.ts';
import { timeouts } from '../kinds/timeouts.ts';
import { complete } from '../schema/complete.ts';
import type { ImagePullPolicy, NodeRegistration, Taint, Timeouts } from '../types.ts';

type Registration = InitDocument['nodeRegistration'];

/** The taint that keeps ordinary Pods off the control plane. */
const CONTROL_PLANE_TAINT: Taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };

/**
 * What the phases read of a registration that was validated.
 *
 * @param role - a control plane has its taint unless the configuration says otherwise, be it with an empty list
 */
export function resolvedRegistration(
  registration: Registration,
  role: { readonly controlPlane: boolean },
): NodeRegistration {
  return {
    ...registration,
    taints: registration.taints?.map(taintOf) ?? (role.controlPlane ? [CONTROL_PLANE_TAINT] : []),
    imagePullPolicy: registration.imagePullPolicy as ImagePullPolicy,
    imagePullSerial: registration.imagePullSerial ?? true,
  };
}

function taintOf({ key, value, effect, timeAdded }: NonNullable<Registration['taints']>[number]): Taint {
  return {
    key,
    ...(value === '' ? {} : { value }),
    effect,
    ...(timeAdded === undefined ? {} : { timeAdded }),
  };
}

/** How long to wait for what, in milliseconds: as given, or the defaults. */
export function resolvedTimeouts(given: InitDocument['timeouts']): Timeouts {
  // the schema gives every timeout a default
  return complete(timeouts, given) as Timeouts;
}
