import { struct } from '../../schema/schema.ts';
import type { PartialOf } from '../../schema/schema-value.ts';
import { initConfiguration as newest } from '../init-configuration.ts';
import { nodeRegistration } from './node-registration.ts';
import { without } from './derive.ts';

/** kubeadm.k8s.io/v1beta3 InitConfiguration. */
export const initConfiguration = struct({
  ...without(newest, 'dryRun', 'timeouts'),
  nodeRegistration: { ...newest.fields.nodeRegistration, schema: nodeRegistration },
});

export type GivenInitDocument = PartialOf<typeof initConfiguration>;
