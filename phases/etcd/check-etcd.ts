import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { EtcdAccess } from '../../pkg/etcd/etcd.ts';
import { describeTroubles, isHealthyCluster, surveyMembers, type MemberReport } from '../../pkg/etcd/survey.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { peerUrlOf } from '../etcd-urls.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';
import { aborting, awaited } from '../awaited.ts';
import { findEtcd } from './find-etcd.ts';
import { refuseNamesake } from './membership-plan.ts';

const EVERY_MS = 250;

/** Nothing is changed in a cluster whose etcd is not well. */
export const checkEtcdPhase: Step<JoinContext> = {
  name: 'check-etcd',
  summary: 'Check that the etcd of the cluster is healthy',
  flags: [],
  hidden: true,
  skipReason: workerSkips,
  async run(context) {
    const { host, note, warn } = context;
    const { config } = await context.cluster();
    if (config.cluster.etcd.local === undefined) return note('etcd is external: its health is not checked');
    const access = await findEtcd({ config, host });
    const reports = access === undefined ? undefined : await healthyReports(context, access);
    if (reports === undefined) return note('etcd was not asked how it is: that takes the credentials of a real run');
    refuseNamesake(
      reports.map(({ member }) => member),
      { name: config.nodeRegistration.name, peerUrl: peerUrlOf(config) },
    );
    const voters = reports.filter(({ member }) => !member.learner);
    const troubles = describeTroubles(voters);
    note(`etcd is healthy: ${voters.length - troubles.length} of ${voters.length} voting members answer`);
    for (const trouble of troubles) warn(`etcd member ${trouble}: etcd may take no new member before that is mended`);
  },
};

/** @throws KubeadmError `etcd-unhealthy` that names each member in trouble */
async function healthyReports(
  { host, config }: JoinContext,
  access: EtcdAccess,
): Promise<readonly MemberReport[] | undefined> {
  const etcd = host.etcd(access);
  let latest: readonly MemberReport[] = [];
  const look = async () => {
    latest = await surveyMembers(etcd, await etcd.members());
    if (isHealthyCluster(latest)) return { found: latest };
    if (!isHealthyCluster(latest.map(withoutPassing))) throw aborting(unhealthy(latest));
    return { notYet: describeTroubles(latest).join('; ') };
  };
  const options = { timeoutMs: config.timeouts.etcdAPICall, intervalMs: EVERY_MS };
  return awaited(host, 'etcd to be healthy', look, options).catch((error: unknown) => {
    const late = error instanceof KubeadmError && error.code === 'wait-timeout' && latest.length > 0;
    throw late ? unhealthy(latest) : error;
  });
}

/** As the member would be if what passes had passed. */
function withoutPassing(report: MemberReport): MemberReport {
  if (report.lasting === true) return report;
  const { trouble, ...rest } = report;
  return rest;
}

function unhealthy(reports: readonly MemberReport[]): KubeadmError {
  const troubles = describeTroubles(reports);
  const message = `etcd is not healthy, so no member can be added to it:\n${troubles.map((line) => `  - ${line}`).join('\n')}`;
  return new KubeadmError('etcd-unhealthy', message, {
    hint:
      'mend these members: `crictl ps -a --name etcd` and `crictl logs` of the container on their machines; for a full ' +
      'database: etcdctl compact, etcdctl defrag, etcdctl alarm disarm. Then run the same command again',
  });
}
