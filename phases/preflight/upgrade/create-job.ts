import { healthCheckJob } from '../../../manifests/cluster/health-check-job.ts';
import { pauseImage } from '../../../pkg/config/images.ts';
import type { ClusterConfiguration } from '../../../pkg/config/types.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { Host, Readiness } from '../../../pkg/host/host.ts';
import { WAIT_ABORTED } from '../../../pkg/host/until.ts';
import { refOf, type KubeObject } from '../../../pkg/kube/kube-object.ts';
import { failed, FINE, problemOf, warned, type Findings } from '../check.ts';
import { whyPodWaits, type WaitingPod } from './why-pod-waits.ts';

/** What the check is called: scripts name it in `--ignore-preflight-errors`. */
export const CREATE_JOB = 'CreateJob';
/** How long the Job may take (source: the reference). */
const TIMEOUT_MS = 60_000;
const INTERVAL_MS = 250;
const FIX =
  'see that scheduler, controller manager and kubelets work: kubectl -n kube-system get jobs,pods,events; whoever knows better can pass --ignore-preflight-errors=CreateJob';

type Job = KubeObject & { readonly status?: { readonly conditions?: readonly Condition[] } };

interface Condition {
  readonly type: string;
  readonly status?: string;
  readonly message?: string;
}

/**
 * A whole cluster at work: a Job is made, its Pod is scheduled, its image is there, and it runs to its end. The cluster
 * removes it after a minute.
 */
export async function createJob(host: Host, cluster: ClusterConfiguration): Promise<Findings> {
  const takers = await host.listObjects('v1', 'Node', { fieldSelector: 'spec.unschedulable=false', atMost: 1 });
  if (takers.length === 0) {
    const message = 'no node takes new Pods: whether the cluster runs a Job is not known';
    return warned({ message, fix: 'let Pods be scheduled again where that is meant: kubectl uncordon <node>' });
  }
  const job = healthCheckJob(pauseImage(cluster), host.now());
  try {
    await host.change({ kind: 'apply-object', verb: 'create', object: job });
    await host.until(`the Job ${job.metadata.name} to complete`, () => completed(host, job), {
      timeoutMs: TIMEOUT_MS,
      intervalMs: INTERVAL_MS,
    });
    return FINE;
  } catch (error) {
    return failed(problemOf(error, FIX));
  }
}

async function completed(host: Host, job: KubeObject): Promise<Readiness> {
  const live: Job | undefined = await host.getObject(refOf(job));
  const has = (wanted: string) =>
    live?.status?.conditions?.find(({ type, status }) => type === wanted && status !== 'False');
  if (has('Complete') !== undefined || has('SuccessCriteriaMet') !== undefined) return true;
  const end = has('Failed');
  const why = await waiting(host, job);
  if (end === undefined) return { notYet: why ?? 'no Pod is made for it yet' };
  const message = `the Job ${job.metadata.name} failed: ${end.message ?? why ?? 'no reason is given'}`;
  throw new KubeadmError(WAIT_ABORTED, message, { cause: new KubeadmError('job-failed', message, { hint: FIX }) });
}

async function waiting(host: Host, job: KubeObject): Promise<string | undefined> {
  const options = { namespace: job.metadata.namespace ?? '', labelSelector: `job-name=${job.metadata.name}` };
  const pods: readonly WaitingPod[] = await host.listObjects('v1', 'Pod', options);
  return pods.map(whyPodWaits).find((reason) => reason !== undefined);
}
