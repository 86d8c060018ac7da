import type { InitContext } from '../init-context.ts';

/** What the phases of this group need. */
export type CertsContext = Pick<InitContext, 'config' | 'host' | 'keys' | 'startedAt' | 'note' | 'warn'>;
