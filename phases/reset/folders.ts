import type { ResetConfig } from '../../pkg/config/types.ts';
import { KUBELET_DIRECTORY } from '../../pkg/kubelet/kubelet-files.ts';
import { TEMPORARY_DIRECTORY } from '../upgrade-backups.ts';
import { MANIFESTS_DIRECTORY } from '../write-static-pod.ts';

/** A folder of ours, and what is in it. */
export interface Folder {
  readonly path: string;
  readonly holds: string;
}

/** First of all: what is not there, nobody starts again. */
export const MANIFESTS: Folder = { path: MANIFESTS_DIRECTORY, holds: 'static Pods of the control plane' };

/** Folders that are emptied when nothing runs any more, in this order. */
export function foldersToEmpty({
  certificatesDir,
  cleanupTmpDir,
}: Pick<ResetConfig, 'certificatesDir' | 'cleanupTmpDir'>): readonly Folder[] {
  const temporary: Folder = {
    path: TEMPORARY_DIRECTORY,
    holds: 'copies that kubeadm made; asked for with --cleanup-tmp-dir',
  };
  return [
    MANIFESTS,
    { path: KUBELET_DIRECTORY, holds: "the kubelet's configuration, certificates and Pods" },
    { path: certificatesDir, holds: 'certificates and keys' },
    ...(cleanupTmpDir ? [temporary] : []),
  ];
}
