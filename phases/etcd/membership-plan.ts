import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { EtcdMember } from '../../pkg/etcd/etcd.ts';
import { shownMember } from '../../pkg/etcd/survey.ts';

/** What this machine brings along. */
export interface OwnFacts {
  /** Of the node, and of its member. */
  readonly name: string;
  readonly peerUrl: string;
  readonly dataDir: string;
  /** Whether there is something in the data directory. */
  readonly hasData: boolean;
  /** Whether an interrupted `join` is continued on this machine. */
  readonly continuing: boolean;
}

/** How this machine becomes a member. */
export type MembershipPlan =
  | {
      readonly kind: 'add';
      /** The data directory holds what a failed run left. */
      readonly emptyFirst: boolean;
    }
  /** It is one already, whether it has started or not. */
  | { readonly kind: 'reuse'; readonly member: EtcdMember }
  /** The data that this member had is gone: it can never start again under its id. */
  | { readonly kind: 'replace'; readonly member: EtcdMember };

/**
 * What has to be done so that this machine becomes a member.
 *
 * @throws KubeadmError `etcd-member-name-taken`, `etcd-data-directory-not-empty`
 */
export function planMembership(members: readonly EtcdMember[], facts: OwnFacts): MembershipPlan {
  refuseNamesake(members, facts);
  const own = ownMember(members, facts.peerUrl);
  if (own !== undefined) {
    const stale = own.name !== '' && !facts.hasData;
    return { kind: stale ? 'replace' : 'reuse', member: own };
  }
  if (facts.hasData && !facts.continuing) throw notEmpty(facts);
  return { kind: 'add', emptyFirst: facts.hasData };
}

/**
 * Another machine's member must not have this node's name.
 *
 * @throws KubeadmError `etcd-member-name-taken`
 */
export function refuseNamesake(members: readonly EtcdMember[], facts: Pick<OwnFacts, 'name' | 'peerUrl'>): void {
  const namesake = members.find(({ name, peerUrls }) => name === facts.name && !peerUrls.includes(facts.peerUrl));
  if (namesake !== undefined) throw nameTaken(namesake, facts);
}

/** The member with this peer URL. */
export function ownMember(members: readonly EtcdMember[], peerUrl: string): EtcdMember | undefined {
  return members.find(({ peerUrls }) => peerUrls.includes(peerUrl));
}

function nameTaken(namesake: EtcdMember, { name, peerUrl }: Pick<OwnFacts, 'name' | 'peerUrl'>): KubeadmError {
  return new KubeadmError(
    'etcd-member-name-taken',
    `the etcd member name ${name} is taken: a member at ${namesake.peerUrls.join(', ')} has it, and this machine is ${peerUrl}`,
    {
      hint:
        'node names must be unique: give this machine another one with --node-name or nodeRegistration.name. If the ' +
        `member was this machine under an earlier address, remove it first: etcdctl member remove ${namesake.id}`,
    },
  );
}

function notEmpty({ dataDir }: OwnFacts): KubeadmError {
  return new KubeadmError(
    'etcd-data-directory-not-empty',
    `${dataDir} is not empty, and no etcd member of the cluster has this machine's peer URL: the data belongs to another cluster or to a member that was removed`,
    {
      hint: `\`kubeadm-ts reset\` empties it; to keep the data: mv ${dataDir} ${dataDir}.old`,
    },
  );
}

/** What messages say of a member that is in the way. */
export function waysToRemove(member: EtcdMember): string {
  return `if the machine of ${shownMember(member)} is gone for good, run \`kubeadm-ts reset\` there, or remove it: etcdctl member remove ${member.id}`;
}
