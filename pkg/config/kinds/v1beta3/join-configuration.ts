import { duration, field, optional, struct } from '../../schema/schema.ts';
import type { PartialOf } from '../../schema/schema-value.ts';
import { joinConfiguration as newest } from '../join-configuration.ts';
import { without } from './derive.ts';
import { nodeRegistration } from './node-registration.ts';

const discovery = struct({
  ...newest.fields.discovery.schema.fields,
  timeout: field(
    optional(duration()),
    'How long a joining machine looks for the cluster; v1beta4 has timeouts.discovery instead.',
    {
      defaultDoc: '5m0s',
      example: '3m0s',
    },
  ),
});

/** kubeadm.k8s.io/v1beta3 JoinConfiguration. */
export const joinConfiguration = struct({
  ...without(newest, 'dryRun', 'timeouts'),
  discovery: { ...newest.fields.discovery, schema: discovery },
  nodeRegistration: { ...newest.fields.nodeRegistration, schema: nodeRegistration },
});

export type GivenJoinDocument = PartialOf<typeof joinConfiguration>;
