import type { Flag } from './flag.ts';

/** What `token` takes beside, or in another sense than, `init`. */
export const TOKEN_FLAGS: readonly Flag[] = [];
