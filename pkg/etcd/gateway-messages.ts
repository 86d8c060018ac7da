import type { EtcdMember, EtcdStatus } from './etcd.ts';
import { shownId } from './member-id.ts';

// What the gateway leaves out has its type's zero value: false, 0 or an empty list (protobuf's JSON mapping).

type Fields = Readonly<Record<string, unknown>>;

/** `members` of an answer to member/list, add, promote or remove. */
export function membersOf(answer: unknown): readonly EtcdMember[] {
  return listOf(fieldsOf(answer)['members']).map(memberOf);
}

/** `member` of an answer to member/add. */
export function addedMemberOf(answer: unknown): EtcdMember {
  return memberOf(fieldsOf(answer)['member']);
}

/** An answer to maintenance/status. */
export function statusOf(endpoint: string, answer: unknown): EtcdStatus {
  const fields = fieldsOf(answer);
  return {
    endpoint,
    memberId: idOf(fieldsOf(fields['header'])['member_id']),
    leaderId: idOf(fields['leader']),
    version: textOf(fields['version']),
    learner: fields['isLearner'] === true,
    raftIndex: numberOf(fields['raftIndex']),
    raftAppliedIndex: numberOf(fields['raftAppliedIndex']),
    revision: numberOf(fieldsOf(fields['header'])['revision']),
    dbSize: numberOf(fields['dbSize']),
    errors: listOf(fields['errors']).map(String),
  };
}

function memberOf(value: unknown): EtcdMember {
  const fields = fieldsOf(value);
  return {
    id: idOf(fields['ID']),
    name: textOf(fields['name']),
    peerUrls: listOf(fields['peerURLs']).map(String),
    clientUrls: listOf(fields['clientURLs']).map(String),
    learner: fields['isLearner'] === true,
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function idOf(value: unknown): string {
  const text = String(value ?? '');
  return /^\d+$/.test(text) ? shownId(text) : '0';
}

/** Indexes and sizes fit a double for longer than a cluster lives (2^53). */
function numberOf(value: unknown): number {
  return Number(value ?? 0);
}
