import { readGroups, readUsers } from '../../pkg/accounts/account-database.ts';
import { ACCOUNT_NAMES, SHARED_GROUPS } from '../../pkg/accounts/account-names.ts';
import type { ResetContext } from '../reset-context.ts';

/** Accounts of ours cannot log in. */
const SHELL = '/bin/false';
const WHY = 'accounts of the control plane that ran without root';

/**
 * Remove the users and groups that a control plane had with the gate RootlessControlPlane. They are known by their
 * names and not by the cluster's configuration, which nobody may be left to tell. A user who can log in is somebody else.
 */
export async function removeAccounts({ host, note }: Pick<ResetContext, 'host' | 'note'>): Promise<void> {
  const [passwd = '', group = ''] = await Promise.all([host.readFile('/etc/passwd'), host.readFile('/etc/group')]);
  const known = readUsers(passwd).filter(({ name }) => isOurs(name));
  const users = known.filter(({ shell }) => shell === SHELL).map(({ name }) => name);
  const strangers = known.filter(({ shell }) => shell !== SHELL).map(({ name }) => name);
  const groups = readGroups(group)
    .map(({ name }) => name)
    .filter((name) => (isOurs(name) || name in SHARED_GROUPS) && !strangers.includes(name));
  if (users.length > 0) await host.change({ kind: 'remove-accounts', path: '/etc/passwd', names: users, why: WHY });
  if (groups.length > 0) await host.change({ kind: 'remove-accounts', path: '/etc/group', names: groups, why: WHY });
  if (users.length + groups.length > 0)
    note(`removed the users and groups ${[...new Set([...users, ...groups])].join(', ')}`);
}

function isOurs(name: string): boolean {
  return ACCOUNT_NAMES.some((each) => each === name);
}
