import type { Step } from '../../pkg/workflow/phase.ts';
import { asUpgradeInitContext } from '../as-upgrade-init-context.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { UpgradeJournal } from '../upgrade-journal.ts';
import { upgradesWorker } from '../worker-skips.ts';
import { kubernetesComponents } from './components.ts';
import { keepData } from './etcd-data.ts';
import { planEtcd } from './etcd-upgrade.ts';
import { renewOf } from './renewal.ts';
import { isConcerned, planComponent, replaceComponent, type PlannedComponent } from './replace-component.ts';
import { rolledBack } from './roll-back.ts';
import type { Upgrading } from './upgrading.ts';

/** The programs of the control plane, one after the other, with a way back. */
export const upgradeControlPlane: Step<UpgradeContext> = {
  name: 'control-plane',
  summary: 'Upgrade the static Pods of this control plane, one after the other',
  details:
    'etcd first (its data is copied before), then kube-apiserver, kube-controller-manager and kube-scheduler. Each ' +
    'manifest that changes is kept below /etc/kubernetes/tmp and replaced; the certificates of that component are renewed; ' +
    'and the next one is begun when the kubelet runs the new Pod and it is healthy (timeouts.upgradeManifests). When one ' +
    'does not become healthy, the old manifests are put back, and the reason is told. Manifests that stay the same are ' +
    'left alone.',
  flags: ['certificate-renewal', 'etcd-upgrade', 'kubeconfig', 'patches'],
  skipReason: upgradesWorker,
  async run(context) {
    const upgrading = await begin(context);
    const plan = await planAll(context, upgrading);
    await upgradeAll(upgrading, plan);
    await upgrading.renew(undefined);
  },
};

async function begin(context: UpgradeContext): Promise<Upgrading> {
  const init = await asUpgradeInitContext(context);
  const { certificateRenewal } = context.options;
  return {
    context: init,
    journal: await UpgradeJournal.open(context),
    renew: async (component) => (certificateRenewal ? renewOf(init, component) : undefined),
  };
}

/** Every manifest is made before the first one is replaced: a patch that does not fit stops the run early. */
async function planAll(
  { options }: Pick<UpgradeContext, 'options'>,
  upgrading: Upgrading,
): Promise<readonly PlannedComponent[]> {
  const { local } = upgrading.context.config.cluster.etcd;
  const etcd = local === undefined || !options.etcdUpgrade ? undefined : await planEtcd(upgrading, local);
  const plan = etcd === undefined ? [] : [etcd];
  for (const component of kubernetesComponents(upgrading.context)) plan.push(await planComponent(upgrading, component));
  return plan;
}

async function upgradeAll(upgrading: Upgrading, plan: readonly PlannedComponent[]): Promise<void> {
  const changed: PlannedComponent[] = [];
  try {
    for (const component of plan) {
      if (!(await isConcerned(upgrading, component))) {
        await leaveAlone(upgrading, plan, component);
        continue;
      }
      if (component.data !== undefined) await keepData(upgrading, component.data);
      changed.push(component);
      await replaceComponent(upgrading, component);
    }
  } catch (error) {
    // somebody pressed Ctrl-C: the same command goes on from here
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw await rolledBack(upgrading, changed, error);
  }
}

/** A new API server comes with new certificates, and those of etcd are renewed with it as in the reference. */
async function leaveAlone(
  upgrading: Upgrading,
  plan: readonly PlannedComponent[],
  { name }: PlannedComponent,
): Promise<void> {
  upgrading.context.note(`kept ${name}: its manifest stays the same`);
  const apiServer = plan.find((each) => each.name === 'kube-apiserver');
  // etcd reads its certificates anew for every connection: it is not restarted
  if (name === 'etcd' && apiServer !== undefined && (await isConcerned(upgrading, apiServer)))
    await upgrading.renew('etcd');
}
