/** What a bootstrap token may be used for. */
export const TOKEN_USAGES: readonly string[] = ['signing', 'authentication'];
/** The group that may join: kubeadm's RBAC rules are bound to it. */
export const DEFAULT_TOKEN_GROUP = 'system:bootstrappers:kubeadm:default-node-token';
/** Source: the pattern of the API server's bootstrap token authenticator. */
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** What is wrong with the usages of a token. */
export function usageFault(usages: readonly string[]): string | undefined {
  const unknown = usages.filter((usage) => !TOKEN_USAGES.includes(usage)).sort();
  return unknown.length === 0 ? undefined : `unknown: ${unknown.join(', ')}; known are ${TOKEN_USAGES.join(', ')}`;
}

/** What is wrong with the groups of a token, for each that is none. */
export function groupFaults(groups: readonly string[]): readonly string[] {
  return groups
    .filter((name) => !GROUP.test(name))
    .map(
      (name) =>
        `${JSON.stringify(name)} is no group for bootstrap tokens: it has to begin with "system:bootstrappers:" and to go on with lower-case letters, digits, ":" and "-"`,
    );
}
