import { bool, field, list, optional, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import type { UnmountFlag } from '../types.ts';
import { absolutePath } from './etcd.ts';
import { timeouts } from './timeouts.ts';

/** Flags of umount(2), by the names that the kernel's headers give them. */
const UNMOUNT_FLAGS: readonly UnmountFlag[] = ['MNT_FORCE', 'MNT_DETACH', 'MNT_EXPIRE', 'UMOUNT_NOFOLLOW'];

/** kubeadm.k8s.io/v1beta4 ResetConfiguration. */
export const resetConfiguration = struct({
  certificatesDir: field(string(), 'Folder of the certificates and keys, which is emptied.', {
    default: '/etc/kubernetes/pki',
    ...absolutePath,
  }),
  criSocket: field(string(), 'Socket of the container runtime, whose Pods are removed.', {
    defaultDoc: 'what the Node or the kubelet uses, or the one that answers',
    rule: 'It is a URL that begins with unix://; a path alone is taken for one, with a warning.',
    example: 'unix:///var/run/containerd/containerd.sock',
  }),
  cleanupTmpDir: field(bool(), 'Whether /etc/kubernetes/tmp is emptied as well.'),
  dryRun: field(bool(), 'Whether nothing is changed, and shown instead what would be. --dry-run does the same.'),
  force: field(bool(), 'Whether reset begins without asking.'),
  ignorePreflightErrors: field(
    list(string()),
    'Preflight checks whose errors become warnings, beside those of --ignore-preflight-errors. [all] means every check, and stands alone.',
    { example: ['IsPrivilegedUser'] },
  ),
  skipPhases: field(
    list(string()),
    'Phases that are left out, by the names that --help shows. --skip-phases replaces the list.',
    {
      example: ['remove-etcd-member'],
    },
  ),
  unmountFlags: field(
    list(string(UNMOUNT_FLAGS)),
    "Flags of umount(2) with which the volumes below the kubelet's folder are unmounted.",
    {
      example: ['MNT_FORCE'],
      check: (flags) => (flags.includes('') ? `one is empty; known are ${UNMOUNT_FLAGS.join(', ')}` : undefined),
    },
  ),
  timeouts: field(optional(timeouts), 'How long this run waits for what, before it gives up.', { default: {} }),
});

export type ResetDocument = ValueOf<typeof resetConfiguration>;
export type GivenResetDocument = PartialOf<typeof resetConfiguration>;
