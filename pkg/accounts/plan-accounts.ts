import { KubeadmError } from '../errors/kubeadm-error.ts';
import { readGroups, readIdRanges, readUsers } from './account-database.ts';
import type { GroupEntry, IdRanges, UserEntry } from './account-database.ts';
import { ACCOUNT_NAMES, SHARED_GROUPS } from './account-names.ts';
import type { AccountIds, AccountName, GroupName } from './account-names.ts';

/** Texts of /etc/passwd, /etc/group and /etc/login.defs. */
export interface AccountTexts {
  readonly passwd: string;
  readonly group: string;
  readonly loginDefs: string;
}

/** What has to be added, and the numbers that the accounts have or get. */
export interface AccountPlan {
  readonly userLines: readonly string[];
  readonly groupLines: readonly string[];
  readonly ids: AccountIds;
}

const SHELL = '/bin/false';

type AnyGroup = AccountName | GroupName;

/**
 * The users and groups of a control plane without root's rights: those that there are, and those still to be added
 * with the lowest free numbers for system accounts.
 *
 * @throws KubeadmError `account-unsuitable` when one of them is there but is not what it has to be, and
 * `account-numbers-used-up`
 */
export function planAccounts(texts: AccountTexts): AccountPlan {
  const ranges = readIdRanges(texts.loginDefs);
  const users = readUsers(texts.passwd);
  const groups = planGroups(readGroups(texts.group), ranges);
  const present = users.filter((user) => ACCOUNT_NAMES.some((name) => name === user.name));
  for (const user of present) checkUser(user, groups.ids, ranges);
  const missing = ACCOUNT_NAMES.filter((name) => !present.some((user) => user.name === name));
  const fresh = freeNumbers(
    users.map(({ uid }) => uid),
    ranges.uid,
    missing.length,
    '/etc/passwd',
  );
  const added = missing.map((name, index) => ({ name, uid: fresh[index] ?? 0 }));
  const uids = Object.fromEntries([...present, ...added].map(({ name, uid }) => [name, uid]));
  return {
    userLines: added.map(({ name, uid }) => `${name}:x:${uid}:${groups.ids[name]}:::${SHELL}`),
    groupLines: groups.lines,
    ids: { users: uids as Record<AccountName, number>, groups: groups.ids },
  };
}

interface GroupPlan {
  readonly lines: readonly string[];
  readonly ids: Readonly<Record<AnyGroup, number>>;
}

function planGroups(existing: readonly GroupEntry[], ranges: IdRanges): GroupPlan {
  const wanted: readonly { name: AnyGroup; members: readonly AccountName[] }[] = [
    ...ACCOUNT_NAMES.map((name) => ({ name, members: [] })),
    ...(Object.keys(SHARED_GROUPS) as GroupName[]).map((name) => ({ name, members: SHARED_GROUPS[name] })),
  ];
  const found = new Map(existing.map((group) => [group.name, group]));
  const missing = wanted.filter(({ name }) => !found.has(name));
  for (const { name, members } of wanted) checkGroup(found.get(name), members, ranges);
  const fresh = freeNumbers(
    existing.map(({ gid }) => gid),
    ranges.gid,
    missing.length,
    '/etc/group',
  );
  const added = missing.map((group, index) => ({ ...group, gid: fresh[index] ?? 0 }));
  const gids = [...wanted.flatMap(({ name }) => found.get(name) ?? []), ...added].map(({ name, gid }) => [name, gid]);
  return {
    lines: added.map(({ name, gid, members }) => `${name}:x:${gid}:${members.join(',')}`),
    ids: Object.fromEntries(gids) as Record<AnyGroup, number>,
  };
}

function checkUser(
  user: UserEntry,
  groupIds: Readonly<Record<string, number>>,
  { uid: [least, most] }: IdRanges,
): void {
  const where = `the user ${user.name} of /etc/passwd`;
  if (user.uid < least || user.uid > most)
    throw unsuitable(where, `its number ${user.uid} is not within ${least}-${most}`);
  if (user.shell !== SHELL) throw unsuitable(where, `its shell is ${user.shell || 'empty'} instead of ${SHELL}`);
  if (user.gid !== groupIds[user.name]) throw unsuitable(where, `its group is not the group ${user.name}`);
}

function checkGroup(group: GroupEntry | undefined, members: readonly string[], { gid: [least, most] }: IdRanges): void {
  if (group === undefined) return;
  const where = `the group ${group.name} of /etc/group`;
  if (group.gid < least || group.gid > most)
    throw unsuitable(where, `its number ${group.gid} is not within ${least}-${most}`);
  const same = group.members.length === members.length && members.every((member) => group.members.includes(member));
  if (!same) throw unsuitable(where, `its members are not ${members.join(', ') || 'nobody'}`);
}

function unsuitable(what: string, reason: string): KubeadmError {
  return new KubeadmError('account-unsuitable', `${what} cannot be used: ${reason}`, {
    hint: 'remove it (userdel, groupdel), so that a fresh one can be made, or turn the feature gate RootlessControlPlane off',
  });
}

function freeNumbers(
  used: readonly number[],
  [least, most]: readonly [number, number],
  count: number,
  file: string,
): readonly number[] {
  const taken = new Set(used);
  const free: number[] = [];
  for (let number = least; number <= most && free.length < count; number += 1)
    if (!taken.has(number)) free.push(number);
  if (free.length === count) return free;
  throw new KubeadmError('account-numbers-used-up', `${file} has no ${count} free numbers from ${least} to ${most}`, {
    hint: 'remove system accounts that nobody needs, or widen SYS_UID_MAX and SYS_GID_MAX in /etc/login.defs',
  });
}
