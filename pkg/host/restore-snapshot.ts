import { rm } from 'node:fs/promises';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { RestoreSnapshot } from './change.ts';
import { movePath } from './move-path.ts';
import type { MachineView } from './real-view.ts';

/** A database of several gigabytes on a slow disk. */
const TIMEOUT_MS = 30 * 60_000;

/**
 * Higher than what a cluster writes between a snapshot and its restore; the number that etcd's own documentation of
 * disaster recovery gives.
 */
const BUMP = 1_000_000_000;

/**
 * Restore with etcdutl, which checks the hash of the snapshot itself.
 *
 * @param real - where a path is on this disk
 * @throws KubeadmError `snapshot-not-restored` with what etcdutl said
 */
export async function restoreSnapshot(
  machine: Pick<MachineView, 'query'>,
  change: RestoreSnapshot,
  real: (path: string) => string,
): Promise<void> {
  const partial = `${change.to}.partial`;
  await rm(real(partial), { recursive: true, force: true });
  try {
    await runTool(machine, change, partial);
    await movePath(real(partial), real(change.to), change.to);
  } finally {
    await rm(real(partial), { recursive: true, force: true });
  }
}

async function runTool(
  machine: Pick<MachineView, 'query'>,
  { path, name, peerUrl, bumpRevision }: RestoreSnapshot,
  to: string,
): Promise<void> {
  const member = ['--name', name, '--initial-cluster', `${name}=${peerUrl}`, '--initial-advertise-peer-urls', peerUrl];
  const bump = bumpRevision ? ['--bump-revision', String(BUMP), '--mark-compacted'] : [];
  const command = ['etcdutl', 'snapshot', 'restore', path, '--data-dir', to, ...member, ...bump];
  const { code, stderr, failure } = await machine.query(command, { timeoutMs: TIMEOUT_MS });
  if (code === 0) return;
  const said = lastLine(stderr) || failure || `exit code ${code}`;
  throw new KubeadmError('snapshot-not-restored', `etcdutl cannot restore ${path}: ${said}`, {
    hint: `etcd was not touched. See that there is room (df -h) and that the snapshot is whole: etcdutl snapshot status ${path}`,
  });
}

/** It logs in JSON first; its error comes last. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
