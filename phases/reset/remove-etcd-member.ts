import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import type { RemoveEtcdMember } from '../../pkg/host/change.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { EtcdMembership, EtcdMembershipFound, ResetContext } from '../reset-context.ts';
import { removeEtcdData } from './etcd-data.ts';
import { guardQuorum } from './quorum-guard.ts';

/** Milliseconds: an election takes seconds, and a cluster that needs longer than this will not agree at all. */
const PATIENCE_MS = 20_000;
const INTERVAL_MS = 500;
const ETCDCTL =
  'kubectl -n kube-system exec etcd-<node> -- etcdctl --cacert /etc/kubernetes/pki/etcd/ca.crt ' +
  '--cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key';

type Needs = Pick<ResetContext, 'config' | 'settings' | 'host' | 'node' | 'note' | 'warn'>;

/** The member goes before its data: an etcd that loses its data while it is a member takes part with nothing. */
export const removeEtcdMemberPhase: Step<Needs> = {
  name: 'remove-etcd-member',
  summary: "Take this node's member out of etcd, and remove its data",
  details:
    'Removes the member of this node from the etcd that runs on the control planes, unless it is the only one; then ' +
    'stops the kubelet, which would start etcd again, and empties the folder of its data. Where the removal would take ' +
    'the other members their quorum, it is refused unless --force is given. An external etcd is not touched.',
  flags: ['kubeconfig', 'force'],
  async run(context) {
    const { etcd } = await context.node();
    guardQuorum(context, etcd);
    await leave(context, etcd);
    await removeEtcdData(context);
  },
};

async function leave(context: Needs, etcd: EtcdMembership): Promise<void> {
  const { note, warn } = context;
  if (etcd.kind === 'none') return note(etcd.reason);
  if (etcd.kind === 'absent') return note('this node is not among the members of etcd');
  if (etcd.kind === 'unknown')
    return warn(`etcd cannot be asked to forget its member ${etcd.name}: ${etcd.reason}; ${byHand(etcd.name)}`);
  if (etcd.effect.votersAfter === 0 && !etcd.own.learner)
    return note('this is the only member of etcd: nobody is left who would have to forget it');
  await removeMember(context, etcd);
}

async function removeMember(
  { config, host, note, warn }: Needs,
  { own, members, access }: EtcdMembershipFound,
): Promise<void> {
  const name = own.name || own.id;
  const why = `${members.length - 1} of ${members.length} members remain`;
  const change: RemoveEtcdMember = { kind: 'remove-etcd-member', access, id: own.id, name, why };
  try {
    await host.change(change).catch(() => patiently(host, change, config.timeouts.etcdAPICall));
    note(`removed the etcd member ${name} (${own.id}); ${why}`);
  } catch (error) {
    warn(`the etcd member ${name} (${own.id}) stays in the cluster: ${describeError(error)}; ${byHand(name, own.id)}`);
  }
}

/** Etcd may be electing a leader, or have started a moment ago. */
async function patiently(host: Needs['host'], change: RemoveEtcdMember, timeoutMs: number): Promise<void> {
  const again = async (): Promise<true> => {
    await host.change(change);
    return true;
  };
  const limits = { timeoutMs: Math.min(timeoutMs, PATIENCE_MS), intervalMs: INTERVAL_MS };
  await host.until(`etcd forgets the member ${change.name}`, again, limits);
}

/** Where a member has to be taken out by hand. Every container of etcd has its client and its credentials. */
function byHand(name: string, id?: string): string {
  const find = id === undefined ? ` (\`member list\` instead tells the id of ${name})` : '';
  return `if there are others, run on another control plane: ${ETCDCTL} member remove ${id ?? '<id>'}${find}`;
}
