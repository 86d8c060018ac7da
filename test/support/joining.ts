import type { JoinConfig } from '../../pkg/config/types.ts';
import { encryptCopy } from '../../pkg/kube/certificate-copies.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { privateKeyPem, publicKeyPem } from '../../pkg/pki/key-pem.ts';
import type { JoinedCluster } from '../../phases/join-context.ts';
import { adminConf } from './answering-machine.ts';
import { exampleAuthority, pairFiles } from './example-certificates.ts';
import type { ExampleOverrides } from './example-config.ts';
import { EXAMPLE_SERVER, exampleCluster } from './join-context.ts';
import { ecKey } from './test-keys.ts';

const PKI = '/etc/kubernetes/pki';

/** A cluster's authority, for what a joining machine meets. */
export const CLUSTER_CA = exampleAuthority({ commonName: 'kubernetes' });

/** The files that the control planes of that cluster share, as they stand on each of them. */
export function sharedFiles(): Record<string, { content: string; mode: number }> {
  const key = ecKey();
  return {
    ...pairFiles(`${PKI}/ca`, CLUSTER_CA),
    ...pairFiles(`${PKI}/front-proxy-ca`, exampleAuthority({ commonName: 'front-proxy-ca' })),
    ...pairFiles(`${PKI}/etcd/ca`, exampleAuthority({ commonName: 'etcd-ca' })),
    [`${PKI}/sa.key`]: { content: privateKeyPem(key), mode: 0o600 },
    [`${PKI}/sa.pub`]: { content: publicKeyPem(key), mode: 0o644 },
  };
}

/** The cluster of {@link CLUSTER_CA} as a machine finds it that joins with this configuration. */
export function clusterToJoin(config: JoinConfig, overrides: ExampleOverrides = {}): JoinedCluster {
  const caCertificates = CLUSTER_CA.certificate.toString();
  return {
    ...exampleCluster(config, overrides),
    discovered: { server: EXAMPLE_SERVER, caCertificates, kubeconfig: adminConf(EXAMPLE_SERVER, caCertificates) },
  };
}

/**
 * The Secret with the shared files, as an upload leaves it.
 *
 * @param key - 64 hex digits
 */
export function uploadedSecret(
  files: Readonly<Record<string, { readonly content: string }>>,
  key: string,
): KubeObject & { data: Record<string, string> } {
  const data = Object.entries(files).map(([path, { content }]) => {
    const name = path.slice(PKI.length + 1).replace('etcd/', 'etcd-');
    return [name, encryptCopy(Buffer.from(content), Buffer.from(key, 'hex')).toString('base64')];
  });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'kubeadm-certs', namespace: 'kube-system' },
    data: Object.fromEntries(data),
  };
}
