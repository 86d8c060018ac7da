import type { ClusterConfiguration, ResetConfig } from '../pkg/config/types.ts';
import type { EtcdAccess, EtcdMember } from '../pkg/etcd/etcd.ts';
import type { RemovalEffect } from '../pkg/etcd/quorum.ts';
import type { MemberReport } from '../pkg/etcd/survey.ts';
import type { Host } from '../pkg/host/host.ts';
import type { InitContext } from './init-context.ts';

/** How the command line asked `reset` to behave, beyond the configuration. */
export interface ResetSettings {
  /** The whole `reset`, or one phase. */
  readonly fullRun: boolean;
  /** The kubeconfig that talks to the cluster; /etc/kubernetes/admin.conf unless given. */
  readonly kubeconfig: string;
  /** Files with which interrupted runs of other workflows mark the machine. */
  readonly marks: readonly string[];
}

/** This node's part in the cluster's etcd. */
export type EtcdMembership =
  /** No etcd of the cluster runs here, and none did as far as can be told. */
  | { readonly kind: 'none'; readonly reason: string }
  /** There is one, or was one, and nobody tells of its cluster. */
  | {
      readonly kind: 'unknown';
      /** The member's name, where it is known. */
      readonly name: string;
      readonly reason: string;
      /** This node's own member answers, although its cluster decides nothing: it lacks a quorum. */
      readonly answersAlone: boolean;
    }
  /** The cluster's etcd has no member of this node. */
  | { readonly kind: 'absent'; readonly members: readonly EtcdMember[] }
  | EtcdMembershipFound;

/** This node is a member. */
export interface EtcdMembershipFound {
  readonly kind: 'member';
  readonly own: EtcdMember;
  readonly members: readonly EtcdMember[];
  /** How each of them is. */
  readonly reports: readonly MemberReport[];
  /** What is left of the quorum without it. */
  readonly effect: RemovalEffect;
  /** The other members first. */
  readonly access: EtcdAccess;
}

/** The machine before it is reset, as far as can be told: anything about the cluster may be unknown. */
export interface ResetNode {
  readonly name: string;
  readonly controlPlane: boolean;
  /** Undefined when nobody tells it. */
  readonly cluster: ClusterConfiguration | undefined;
  readonly etcd: EtcdMembership;
  /** Where this node's etcd keeps its data; undefined where an external etcd is used. */
  readonly etcdDataDir: string | undefined;
  /** The container runtime of the Node's annotation; undefined when nobody tells it. */
  readonly annotatedSocket: string | undefined;
}

/** What a person is told before a reset. */
export interface Loss {
  /** In one line. */
  readonly summary: string;
  /** Which node, what is lost, and the question. */
  readonly question: string;
}

/** What the phases of `reset` may read and use. A phase declares the part it needs with `Pick`. */
export interface ResetContext extends Pick<InitContext, 'note' | 'warn' | 'result'> {
  readonly config: ResetConfig;
  readonly settings: ResetSettings;
  readonly host: Host;
  /** Look at the machine and its cluster: done when first asked for, and once in a run. */
  node(): Promise<ResetNode>;
  /** Ask a person; where nobody is to be asked, only tell what is lost. @returns whether to go on */
  confirm(loss: Loss): Promise<boolean>;
}
