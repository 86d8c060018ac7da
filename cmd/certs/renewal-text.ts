import type { ComponentName } from '../../pkg/diagnosis/known-problem.ts';
import type { DueRenewables } from '../../pkg/pki/due-renewables.ts';
import type { Renewal } from '../../pkg/pki/renew-certificates.ts';
import { expiryDate } from './expiration-table.ts';

/** One line for a person. */
export function renewalLine({ renewable, outcome, until }: Renewal): string {
  const { name, authority } = renewable;
  if (outcome === 'missing') return `MISSING! ${name}: nothing to renew`;
  if (outcome === 'external')
    return `${name} cannot be renewed here: the key of its authority "${authority}" is kept elsewhere`;
  return `${name} renewed${until === undefined ? '' : `, valid until ${expiryDate(until)}`}`;
}

/** What `--within` found where nothing is to do. */
export function nothingDue(within: string, next: DueRenewables['next']): string {
  const first = next === undefined ? '' : `; the first to end is ${next.renewable.name}, on ${expiryDate(next.until)}`;
  return `nothing ends within ${within}${first}`;
}

/** What has to happen so that the new certificates are used; empty where nothing was renewed. */
export function restartAdvice(
  done: readonly Renewal[],
  components: readonly ComponentName[],
  kubelet: boolean,
): string {
  const users = [...components, ...(kubelet ? ['the kubelet'] : [])];
  const admin = done.some(({ renewable, outcome }) => outcome === 'renewed' && renewable.name === 'admin.conf');
  const lines = [
    ...(users.length === 0
      ? []
      : [`Restart ${listed(users)} to have the new certificates used: --restart does it, one after the other.`]),
    ...(admin ? ['Copies of admin.conf (such as ~/.kube/config) hold the old certificate: replace them.'] : []),
  ];
  return lines.length === 0 ? '' : `\n${lines.join('\n')}`;
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
