import type { Flag } from './flag.ts';

/** What `reset` takes beside, or in another sense than, `init`. */
export const RESET_FLAGS: readonly Flag[] = [];
