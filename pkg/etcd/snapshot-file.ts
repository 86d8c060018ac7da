import { createHash } from 'node:crypto';

/** etcd appends the SHA-256 of a snapshot to it (server/etcdserver/api/v3rpc/maintenance.go). */
export const HASH_BYTES = 32;

/** Whether the bytes of a saved snapshot are those that etcd computed its hash of. */
export function isWholeSnapshot(bytes: Uint8Array): boolean {
  if (bytes.length <= HASH_BYTES) return false;
  const end = bytes.length - HASH_BYTES;
  return createHash('sha256').update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end));
}
