import { bootstrapTokenRbac, clusterInfoRbac } from '../../manifests/rbac/cluster-rbac.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { UpgradeContext } from '../upgrade-context.ts';

/** What machines that join may do, as the new release has it. Tokens stay as they are. */
export const upgradeBootstrapToken: Step<UpgradeContext> = {
  name: 'bootstrap-token',
  summary: 'Bring the rights of joining machines up to date',
  details: 'Writes the roles and bindings that bootstrap tokens work through. Tokens and cluster-info are not touched.',
  flags: ['kubeconfig'],
  async run({ host, note }) {
    const outcomes = await ensureObjects(host, [...bootstrapTokenRbac(), ...clusterInfoRbac()]);
    note(
      allKept(outcomes)
        ? 'kept the rights of joining machines: they are already up to date'
        : 'wrote the rights of joining machines',
    );
  },
};
