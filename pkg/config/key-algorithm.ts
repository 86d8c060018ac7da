import type { ClusterConfiguration, EncryptionAlgorithm } from './types.ts';

/**
 * The algorithm for every new key. The deprecated gate PublicKeysECDSA, where it is present, wins over
 * `encryptionAlgorithm`: on means ECDSA-P256, off means RSA-2048.
 */
export function keyAlgorithm(
  cluster: Pick<ClusterConfiguration, 'encryptionAlgorithm' | 'featureGates'>,
): EncryptionAlgorithm {
  const gate = cluster.featureGates['PublicKeysECDSA'];
  if (gate === undefined) return cluster.encryptionAlgorithm;
  return gate ? 'ECDSA-P256' : 'RSA-2048';
}
