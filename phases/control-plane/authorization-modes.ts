import type { InitConfig } from '../../pkg/config/types.ts';

/** Modes that the API server knows (kubernetes.io/docs/reference/access-authn-authz/authorization). */
const KNOWN_MODES: readonly string[] = ['Node', 'RBAC', 'Webhook', 'ABAC', 'AlwaysAllow', 'AlwaysDeny'];

/** Modes that the user asks the API server for although it does not know them: it would not start. */
export function unknownAuthorizationModes(config: Pick<InitConfig, 'cluster'>): readonly string[] {
  const values = config.cluster.apiServer.extraArgs.filter(({ name }) => name === 'authorization-mode');
  const modes = values.flatMap(({ value }) => value.split(','));
  return modes.filter((mode) => mode !== '' && !KNOWN_MODES.includes(mode));
}
