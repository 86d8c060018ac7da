import { bool, field, list, optional, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import type { UnmountFlag } from '../types.ts';
import { checkAbsolutePath } from './etcd.ts';
import { timeouts } from './timeouts.ts';

/** Flags of umount(2), by the names that the kernel's headers give them. */
const UNMOUNT_FLAGS: readonly UnmountFlag[] = ['MNT_FORCE', 'MNT_DETACH', 'MNT_EXPIRE', 'UMOUNT_NOFOLLOW'];

/** kubeadm.k8s.io/v1beta4 ResetConfiguration. */
export const resetConfiguration = struct({
  certificatesDir: field(string(), 'Folder of the certificates', {
    default: '/etc/kubernetes/pki',
    check: checkAbsolutePath,
  }),
  criSocket: field(string(), 'Socket of the container runtime, unix://...; looked for unless given'),
  cleanupTmpDir: field(bool(), 'Empty /etc/kubernetes/tmp too'),
  dryRun: field(bool(), 'Change nothing, show everything'),
  force: field(bool(), 'Ask nobody'),
  ignorePreflightErrors: field(list(string()), 'Preflight checks whose errors become warnings'),
  skipPhases: field(list(string()), 'Phases to skip, where --skip-phases names none'),
  unmountFlags: field(list(string(UNMOUNT_FLAGS)), "How the kubelet's mounts are taken away: flags of umount(2)", {
    check: (flags) => (flags.includes('') ? `one is empty; known are ${UNMOUNT_FLAGS.join(', ')}` : undefined),
  }),
  timeouts: field(optional(timeouts), 'How long to wait for what', { default: {} }),
});

export type ResetDocument = ValueOf<typeof resetConfiguration>;
export type GivenResetDocument = PartialOf<typeof resetConfiguration>;
