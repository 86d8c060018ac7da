import { struct } from '../../schema/schema.ts';
import type { PartialOf } from '../../schema/schema-value.ts';
import { nodeRegistration as newest } from '../node-registration.ts';
import { argumentMap, without } from './derive.ts';

/** How this machine becomes a Node. */
export const nodeRegistration = struct({
  ...without(newest, 'imagePullSerial'),
  kubeletExtraArgs: argumentMap(
    'More arguments for the kubelet of this machine, by their names. hostname-override counts more than name.',
    { 'node-ip': '10.0.0.11' },
  ),
});

export type GivenRegistration = PartialOf<typeof nodeRegistration>;
