import { clusterInfoConfigMap } from '../../manifests/cluster/config-maps.ts';
import { bootstrapTokenSecret } from '../../manifests/cluster/secrets.ts';
import { bootstrapTokenRbac, clusterInfoRbac } from '../../manifests/rbac/cluster-rbac.ts';
import type { BootstrapToken } from '../../pkg/config/types.ts';
import { readClusterAddress } from '../../pkg/kubeconfig/cluster-address.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import { parseToken } from '../../pkg/token/bootstrap-token.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { decideWithTokens } from './compare-tokens.ts';

/** Makes it possible for other machines to find this cluster, trust it and join it. */
export const bootstrapTokenPhase: Step<Pick<InitContext, 'config' | 'settings' | 'host' | 'note'>> = {
  name: 'bootstrap-token',
  aliases: ['bootstraptoken'],
  summary: 'Store the bootstrap tokens, and what joining machines need, in the cluster',
  details:
    'Writes a Secret for each token, the rights of joining machines, and the ConfigMap cluster-info in kube-public, ' +
    'from which they learn the address and the authority of this cluster.',
  flags: ['kubeconfig', 'skip-token-print'],
  async run({ config, settings, host, note }) {
    const tokens = config.bootstrapTokens;
    if (!settings.skipTokenPrint)
      note(`Using ${tokens.length === 1 ? 'token' : 'tokens'}: ${tokens.map(({ token }) => token).join(', ')}`);
    const { caCertificates, server } = await readClusterAddress(host, settings.kubeconfig);
    const now = host.now();
    const objects = [
      ...lastOfEachId(tokens).map((token) => bootstrapTokenSecret(token, now)),
      ...bootstrapTokenRbac(),
      clusterInfoConfigMap(caCertificates, server),
      ...clusterInfoRbac(),
    ];
    const outcomes = await ensureObjects(host, objects, decideWithTokens(now));
    if (allKept(outcomes))
      note('kept tokens, cluster-info and the rights of joining machines: they are already up to date');
  },
};

/** Tokens with the same id share a Secret: the last one counts. */
function lastOfEachId(tokens: readonly BootstrapToken[]): readonly BootstrapToken[] {
  return [...new Map(tokens.map((token) => [parseToken(token.token)?.id, token])).values()];
}
