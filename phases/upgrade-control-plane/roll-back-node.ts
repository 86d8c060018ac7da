import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { minorsAhead } from '../../pkg/version/kubernetes-version.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { RollbackContext } from '../rollback-context.ts';
import { manifestFile } from '../write-static-pod.ts';
import { kubernetesComponents } from './components.ts';
import { upgradedEtcd } from './etcd-component.ts';
import { putBack } from './roll-back.ts';
import { isSamePod } from './same-pod.ts';
import type { UpgradedComponent, Upgrading } from './upgrading.ts';

/** The static Pods as they were before the upgrade, in the opposite order. */
export const rollBackControlPlane: Step<RollbackContext> = {
  name: 'control-plane',
  summary: 'Put the manifests of before back, one after the other',
  flags: [],
  async run(context) {
    const { init, journal, note } = context;
    const upgrading: Upgrading = { context: init, journal, renew: async () => undefined };
    const { local } = init.config.cluster.etcd;
    const components = [...(local === undefined ? [] : [upgradedEtcd(init, local)]), ...kubernetesComponents(init)];
    const troubles: string[] = [];
    let changed = 0;
    for (const component of components.reverse()) {
      if (!(await goesBack(context, component))) continue;
      changed += 1;
      const trouble = await putBack(upgrading, component).catch((error: unknown) => {
        // Ctrl-C
        if (error instanceof Error && error.name === 'AbortError') throw error;
        return describeError(error);
      });
      if (trouble !== undefined) troubles.push(`${component.name}: ${trouble}`);
    }
    if (troubles.length > 0) throw notWell(troubles);
    if (changed === 0) note('kept the static Pods: they are as they were before');
  },
};

async function goesBack({ host, journal, warn }: RollbackContext, { name }: UpgradedComponent): Promise<boolean> {
  const before = await journal.manifestBefore(name);
  const now = await host.readFile(manifestFile(name, '').path);
  if (before === undefined || (now !== undefined && isSamePod(before, now))) return false;
  if (name !== 'etcd' || !etcdStays(before, now)) return true;
  const [newer, older] = [versionIn(now ?? ''), versionIn(before)];
  warn(`etcd stays at ${newer}: ${older} may not read what it has written; every release of Kubernetes works with it`);
  return false;
}

/** Whether the etcd that runs is of another minor release than the one before: that one may not read its data. */
export function etcdStays(before: string, now: string | undefined): boolean {
  return (minorsAhead(versionIn(now ?? ''), versionIn(before)) ?? 0) !== 0;
}

function versionIn(manifest: string): string {
  return /^\s*(?:- )?"?image"?:\s*"?[^\s"]*:([^\s"@]+)/m.exec(manifest)?.[1] ?? '';
}

function notWell(troubles: readonly string[]): KubeadmError {
  return new KubeadmError(
    'rollback-not-healthy',
    `the manifests of before are back, and not everything is well with them: ${troubles.join('; ')}`,
    { hint: 'see what is wrong (crictl ps -a; crictl logs), then run the same command again' },
  );
}
