import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import { localEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import type { EtcdAccess, EtcdMember, EtcdStatus, EtcdView } from '../../pkg/etcd/etcd.ts';
import { removalEffect } from '../../pkg/etcd/quorum.ts';
import { surveyMembers, type MemberReport } from '../../pkg/etcd/survey.ts';
import type { Host } from '../../pkg/host/host.ts';
import { withTimeLimit } from '../../pkg/host/time-limit.ts';
import type { EtcdMembership } from '../reset-context.ts';
import type { EtcdManifest } from './local-manifests.ts';

/** Milliseconds: a dead etcd must not hold up the reset. One that lacks a quorum is known by a silence of two seconds. */
const LIMIT_MS = 5_000;

/** What is known of this node's member before etcd itself is asked. */
export interface EtcdClues {
  readonly certificatesDir: string;
  /** Client URLs that the API server knows. */
  readonly endpoints: readonly string[];
  readonly manifest: EtcdManifest | 'missing';
  /** Of the API server of this node. */
  readonly advertiseAddress: string | undefined;
  readonly nodeName: string;
}

/** Ask etcd for its members, and each of them how it is. Never fails. */
export async function lookAtEtcd(host: Pick<Host, 'etcd'>, clues: EtcdClues): Promise<EtcdMembership> {
  const { manifest, nodeName } = clues;
  const known = manifest === 'missing' ? undefined : manifest;
  const endpoints = [...new Set([...(known?.clientUrls ?? []), ...clues.endpoints, ...(known?.firstMembers ?? [])])];
  const access = localEtcdAccess(clues.certificatesDir, endpoints);
  const etcd = impatient(host.etcd(access));
  try {
    return await membershipOf(etcd, access, clues);
  } catch (error) {
    const name = known?.memberName ?? nodeName;
    return { kind: 'unknown', name, reason: describeError(error), answersAlone: await answersAlone(etcd, known) };
  }
}

async function membershipOf(etcd: EtcdView, access: EtcdAccess, clues: EtcdClues): Promise<EtcdMembership> {
  const members = await etcd.members();
  const own = ownMember(members, clues);
  if (own === undefined) return { kind: 'absent', members };
  const reports = await surveyMembers(etcd, members);
  const statuses = reports.flatMap(({ status }) => status ?? []);
  const effect = removalEffect(members, statuses, own.id);
  return { kind: 'member', own, members, reports, effect, access: othersFirst(access, own, reports) };
}

function impatient(etcd: EtcdView): EtcdView {
  return {
    members: () => withTimeLimit('etcd', LIMIT_MS, () => etcd.members()),
    status: (endpoint) => withTimeLimit(endpoint, LIMIT_MS, () => etcd.status(endpoint)),
  };
}

/** This node's member tells of itself, and knows no leader. */
async function answersAlone(etcd: EtcdView, manifest: EtcdManifest | undefined): Promise<boolean> {
  const [endpoint] = manifest?.clientUrls ?? [];
  if (endpoint === undefined) return false;
  const status: EtcdStatus | undefined = await etcd.status(endpoint).catch(() => undefined);
  return status !== undefined && !status.learner && status.leaderId === '0';
}

/** By its peer URL as the reference does; by its name where the address was changed. */
function ownMember(members: readonly EtcdMember[], clues: EtcdClues): EtcdMember | undefined {
  const { manifest, advertiseAddress, nodeName } = clues;
  const known = manifest === 'missing' ? undefined : manifest;
  const advertised = advertiseAddress === undefined ? undefined : `https://${advertiseAddress}:2380`;
  const byUrl = [known?.peerUrl, advertised].map((url) =>
    members.find(({ peerUrls }) => url !== undefined && peerUrls.includes(url)),
  );
  return byUrl.find((member) => member !== undefined) ?? onlyOneNamed(members, known?.memberName ?? nodeName);
}

function onlyOneNamed(members: readonly EtcdMember[], name: string): EtcdMember | undefined {
  const named = members.filter((member) => member.name === name);
  return named.length === 1 ? named[0] : undefined;
}

/** A member that is removed stops answering: the others, those that are well first, are better to ask. */
function othersFirst(access: EtcdAccess, own: EtcdMember, reports: readonly MemberReport[]): EtcdAccess {
  const rank = ({ member, trouble }: MemberReport): number =>
    member.id === own.id ? 1 : trouble === undefined ? 0 : 2;
  const urls = [...reports].sort((a, b) => rank(a) - rank(b)).flatMap(({ member }) => member.clientUrls);
  return urls.length === 0 ? access : { ...access, endpoints: [...new Set(urls)] };
}
