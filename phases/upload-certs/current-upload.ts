import { timingSafeEqual } from 'node:crypto';
import type { HostView } from '../../pkg/host/host.ts';
import { decryptCopy } from '../../pkg/kube/certificate-copies.ts';
import type { ObjectRef } from '../../pkg/kube/kube-object.ts';
import { objectData } from '../../pkg/kube/object-data.ts';
import { ownerLives } from './owner-token.ts';
import type { SharedFile } from './shared-files.ts';

const REF: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system', name: 'kubeadm-certs' };

/**
 * Whether the cluster already holds these very files under this key, and for long enough.
 *
 * @param key - 32 bytes
 */
export async function isUploaded(host: HostView, files: readonly SharedFile[], key: Uint8Array): Promise<boolean> {
  const live = await host.getObject(REF);
  if (live === undefined) return false;
  const data = objectData(live);
  return files.every(({ name, bytes }) => holds(data[name], bytes, key)) && (await ownerLives(host, live));
}

function holds(encoded: string | undefined, bytes: Uint8Array, key: Uint8Array): boolean {
  if (encoded === undefined) return false;
  if (encoded === '' || bytes.length === 0) return encoded === '' && bytes.length === 0;
  try {
    const plain = decryptCopy(Buffer.from(encoded, 'base64'), key);
    return plain.length === bytes.length && timingSafeEqual(plain, bytes);
  } catch {
    return false;
  }
}
