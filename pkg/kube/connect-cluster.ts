import type { ClusterClient } from './cluster-client.ts';
import { openConnection, type ConnectOptions } from './connection.ts';
import { HttpClusterClient } from './http-cluster-client.ts';
import { createTransport } from './transport.ts';

/**
 * A client for the cluster of a kubeconfig's current context. Nothing is sent before the first call; requests run
 * concurrently over kept-alive connections, and are not rate limited.
 *
 * @throws KubeadmError `kubeconfig-invalid`
 */
export async function connectCluster(options: ConnectOptions): Promise<ClusterClient> {
  const connection = await openConnection(options);
  const transport = createTransport(connection, options.requestTimeoutMs);
  return new HttpClusterClient(connection.server.origin, connection.user, transport);
}
