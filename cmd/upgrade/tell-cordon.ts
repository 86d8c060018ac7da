import type { HostView } from '../../pkg/host/host.ts';
import { cordonOf } from '../../phases/drain/cordon.ts';
import type { UpgradingNode } from '../../phases/upgrade-context.ts';
import type { Reporter } from '../reporters/reporter.ts';

/** A run that stopped, or left it out, does not give the node back: say so, as far as the cluster can tell. */
export async function tellCordon(
  view: Pick<HostView, 'getObject'>,
  node: () => Promise<UpgradingNode>,
  reporter: Pick<Reporter, 'emit'>,
): Promise<void> {
  try {
    const { name } = (await node()).config.nodeRegistration;
    if ((await cordonOf(view, name)) !== 'ours') return;
    const message = `${name} is still cordoned: the same command gives it back when it gets to its end, \`kubeadm-ts upgrade node phase uncordon\` at once`;
    reporter.emit({ type: 'warning', message });
  } catch {
    // what stopped the run may be that nobody answers
  }
}
