import type { InitDocument } from '../kinds/init-configuration.ts';
import { timeouts } from '../kinds/timeouts.ts';
import { complete } from '../schema/complete.ts';
import type { ImagePullPolicy, NodeRegistration, Taint, Timeouts } from '../types.ts';

type Registration = InitDocument['nodeRegistration'];

/** What the phases read of a registration that was validated. */
export function resolvedRegistration(registration: Registration): NodeRegistration {
  return {
    ...registration,
    taints: registration.taints?.map(taintOf) ?? [],
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
