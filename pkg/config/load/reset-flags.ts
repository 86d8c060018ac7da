import type { GivenResetDocument } from '../kinds/reset-configuration.ts';
import type { ResetFlags } from '../types.ts';
import type { GivenDocument } from './given-config.ts';

/** Which flag sets which field, for errors that name the flag. */
const FLAG_OF: Readonly<Record<string, string>> = { certificatesDir: 'cert-dir', criSocket: 'cri-socket' };

/** The configuration that the flags of `reset` describe. */
export function givenByResetFlags(flags: ResetFlags): GivenDocument<GivenResetDocument> {
  const { certDir: certificatesDir, criSocket, cleanupTmpDir, force } = flags;
  return {
    document: { certificatesDir, criSocket, cleanupTmpDir, force },
    locate: (_kind, path) => {
      const flag = FLAG_OF[path];
      return flag === undefined ? {} : { flag };
    },
    errors: [],
    warnings: [],
  };
}
