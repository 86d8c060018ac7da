import type { JoinConfig } from '../pkg/config/types.ts';
import { KubeadmError } from '../pkg/errors/kubeadm-error.ts';

/** With whose credentials a joining machine reads from the cluster. */
export interface BootstrapIdentity {
  /** To be read in a message; a token's secret is not in it. */
  readonly name: string;
  /** The id of the bootstrap token; absent where the discovery file has credentials of its own. */
  readonly tokenId?: string;
}

/** Who a joining machine is to the cluster before it is a node of it. */
export function bootstrapIdentity({ discovery }: Pick<JoinConfig, 'discovery'>): BootstrapIdentity {
  const [tokenId = ''] = discovery.tlsBootstrapToken.split('.');
  if (tokenId !== '') return { name: `the bootstrap token ${tokenId}.***`, tokenId };
  return { name: `the user of the discovery file ${discovery.file?.kubeConfigPath ?? ''}`.trimEnd() };
}

/** The error of an API server that took the credentials during discovery, and does not take them any more. */
export function identityRefused({ name, tokenId }: BootstrapIdentity): KubeadmError {
  const why = tokenId === undefined ? '' : ': it has expired or was deleted';
  return new KubeadmError('bootstrap-identity-refused', `the API server does not accept ${name}${why}`, {
    hint: 'make a new token on a control plane, `kubeadm-ts token create --print-join-command`, and join with it',
  });
}
