import type { KubeObject } from '../../../pkg/kube/kube-object.ts';

/** What of a Pod tells why it does not run. */
export interface WaitingPod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly {
      readonly state?: {
        readonly waiting?: { readonly reason?: string; readonly message?: string };
        readonly terminated?: { readonly reason?: string; readonly message?: string; readonly exitCode?: number };
      };
    }[];
  };
}

/** Why a Pod does not run, or did not end well; undefined where it tells nothing. */
export function whyPodWaits({ metadata, spec, status }: WaitingPod): string | undefined {
  const where = spec?.nodeName === undefined ? '' : ` on node ${spec.nodeName}`;
  const pod = `Pod ${metadata.name}${where}`;
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unscheduled !== undefined) return `${pod} is not scheduled: ${unscheduled.message ?? 'no reason is given'}`;
  for (const { state } of status?.containerStatuses ?? []) {
    const { waiting, terminated } = state ?? {};
    if (waiting?.reason !== undefined) return `${pod} waits: ${told(waiting)}`;
    if (terminated !== undefined && terminated.exitCode !== 0)
      return `${pod} ended with exit code ${terminated.exitCode ?? '?'}: ${told(terminated)}`;
  }
  if (status?.phase === 'Pending' && where !== '') return `${pod} has not begun: its kubelet has not answered yet`;
  return undefined;
}

function told({ reason = '', message = '' }: { readonly reason?: string; readonly message?: string }): string {
  return [reason, message].filter((text) => text !== '').join(': ');
}
