import type { LocalEtcd } from '../../pkg/config/types.ts';
import { etcdImage } from '../../pkg/config/images.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { localEtcdAccess, syncedEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import { describeTroubles, isHealthyCluster, surveyMembers, type MemberReport } from '../../pkg/etcd/survey.ts';
import { losesQuorumWithout } from '../../pkg/etcd/quorum.ts';
import { compareKubernetesVersions, parseKubernetesVersion } from '../../pkg/version/kubernetes-version.ts';
import { clientUrlOf } from '../etcd-urls.ts';
import type { InitContext } from '../init-context.ts';
import { upgradedEtcd } from './etcd-component.ts';
import { isConcerned, planComponent, type PlannedComponent } from './replace-component.ts';
import type { Upgrading } from './upgrading.ts';

/**
 * What is to be done with the etcd of this node.
 *
 * @returns `undefined` where it stays: it is newer than what this release comes with
 * @throws KubeadmError `etcd-unhealthy` when its members could not spare this one
 */
export async function planEtcd(upgrading: Upgrading, etcd: LocalEtcd): Promise<PlannedComponent | undefined> {
  const { context } = upgrading;
  const plan = await planComponent(upgrading, upgradedEtcd(context, etcd));
  const [installed, wanted] = [imageTagIn(plan.current), tagOf(etcdImage(context.config.cluster))];
  if (isNewer(installed, wanted)) {
    context.note(`etcd stays at ${installed}, which is newer than ${wanted}`);
    return undefined;
  }
  if (!(await isConcerned(upgrading, plan))) return plan;
  const voters = await requireHealthyEtcd(context);
  return { ...plan, data: { directory: etcd.dataDir, alone: voters === 1 } };
}

/** @returns how many members vote @throws KubeadmError `etcd-unhealthy` */
async function requireHealthyEtcd({ host, config, note, warn }: InitContext): Promise<number> {
  const access = localEtcdAccess(config.cluster.certificatesDir, [clientUrlOf(config)]);
  const etcd = host.etcd(await syncedEtcdAccess(host, access));
  const reports = await surveyMembers(etcd, await etcd.members());
  const voters = reports.filter(({ member }) => !member.learner);
  const troubles = describeTroubles(voters);
  if (!isHealthyCluster(reports)) throw unhealthy(troubles);
  note(`etcd is healthy: ${voters.length - troubles.length} of ${voters.length} voting members answer`);
  for (const trouble of troubles) warn(`etcd member ${trouble}`);
  if (troubles.length > 0 && isNeeded(reports, clientUrlOf(config)))
    warn(
      'while the etcd of this node is started anew, too few members are left to decide anything: writes wait for it',
    );
  return voters.length;
}

/** Whether the others can decide nothing without the member of this node. */
function isNeeded(reports: readonly MemberReport[], clientUrl: string): boolean {
  const members = reports.map(({ member }) => member);
  const well = reports.filter(({ trouble }) => trouble === undefined).map(({ member }) => member.id);
  const own = members.find(({ clientUrls }) => clientUrls.includes(clientUrl));
  return losesQuorumWithout(members, new Set(well), own?.id ?? '');
}

function unhealthy(troubles: readonly string[]): KubeadmError {
  return new KubeadmError(
    'etcd-unhealthy',
    `etcd has no healthy majority, and nothing is changed while that is so: ${troubles.join('; ')}`,
    { hint: 'mend the members that are named, then run the same command again' },
  );
}

/** Tags of etcd's images are versions (`3.6.8-0`); of others nothing can be said. */
function isNewer(one: string, other: string): boolean {
  const known = [one, other].every((tag) => parseKubernetesVersion(tag) !== undefined);
  return known && compareKubernetesVersions(one, other) > 0;
}

function imageTagIn(manifest: string): string {
  return tagOf(/^\s*(?:- )?"?image"?:\s*"?([^\s"]+)/m.exec(manifest)?.[1] ?? '');
}

function tagOf(image: string): string {
  return /:([^/:@]+)(?:@.*)?$/.exec(image)?.[1] ?? '';
}
