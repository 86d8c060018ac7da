import type { Host, HostView } from '../host/host.ts';
import type { AccountIds } from './account-names.ts';
import { planAccounts } from './plan-accounts.ts';
import type { AccountPlan } from './plan-accounts.ts';

const PASSWD = '/etc/passwd';
const GROUP = '/etc/group';
const LOGIN_DEFS = '/etc/login.defs';

/**
 * Add the users and groups of a control plane without root's rights that are missing.
 *
 * @returns their numbers; `undefined` on a host that only pretends to add accounts
 * @throws KubeadmError `account-unsuitable` or `account-numbers-used-up`
 */
export async function ensureAccounts(host: Host): Promise<AccountIds | undefined> {
  const plan = await readPlan(host);
  // Groups first: a user's line names the number of its group.
  if (plan.groupLines.length > 0) await host.change({ kind: 'add-accounts', path: GROUP, lines: plan.groupLines });
  if (plan.userLines.length > 0) await host.change({ kind: 'add-accounts', path: PASSWD, lines: plan.userLines });
  if (isComplete(plan)) return plan.ids;
  const after = await readPlan(host);
  return isComplete(after) ? after.ids : undefined;
}

async function readPlan(view: HostView): Promise<AccountPlan> {
  const [passwd = '', group = '', loginDefs = ''] = await Promise.all(
    [PASSWD, GROUP, LOGIN_DEFS].map((path) => view.readFile(path)),
  );
  return planAccounts({ passwd, group, loginDefs });
}

function isComplete({ userLines, groupLines }: AccountPlan): boolean {
  return userLines.length === 0 && groupLines.length === 0;
}
