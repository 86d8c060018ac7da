import type { EtcdMember, EtcdView } from '../etcd/etcd.ts';
import type { AddEtcdLearner, PromoteEtcdMember, RemoveEtcdMember } from './change.ts';

export type EtcdChange = AddEtcdLearner | PromoteEtcdMember | RemoveEtcdMember;

/** Changes of an etcd cluster that were remembered instead of made. There is one cluster in a run. */
export class EtcdOverlay {
  readonly #added: EtcdMember[] = [];
  readonly #promoted = new Set<string>();
  readonly #removed = new Set<string>();

  remember(change: EtcdChange): void {
    if (change.kind === 'promote-etcd-member') this.#promoted.add(change.id);
    else if (change.kind === 'remove-etcd-member') this.#removed.add(change.id);
    else this.#added.push(plannedMember(change.peerUrl, this.#added.length));
  }

  /** The cluster as it would be. */
  over(real: EtcdView): EtcdView {
    return {
      members: async () =>
        [...(await real.members()), ...this.#added]
          .filter(({ id }) => !this.#removed.has(id))
          .map((member) => (this.#promoted.has(member.id) ? { ...member, learner: false } : member)),
      status: (endpoint) => real.status(endpoint),
    };
  }
}

/** etcd gives it an id when it is added for real. */
function plannedMember(peerUrl: string, index: number): EtcdMember {
  return { id: `planned-${index + 1}`, name: '', peerUrls: [peerUrl], clientUrls: [], learner: true };
}
