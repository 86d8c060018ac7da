import type { Step } from '../../pkg/workflow/phase.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { undrainedSkips } from '../worker-skips.ts';
import { cordonOf, setCordon } from './cordon.ts';

/** Give a drained node back. */
export const uncordon: Step<UpgradeContext> = {
  name: 'uncordon',
  summary: 'Let Pods come to the node again',
  details:
    'Part of a whole run only with --drain. A node that somebody else cordoned stays as it is. To replace the kubelet ' +
    'while the node is empty, leave this phase out with --skip-phases, and run it when the new kubelet is at work.',
  flags: ['kubeconfig'],
  skipReason: undrainedSkips,
  async run(context) {
    const { host, note } = context;
    const { name } = (await context.node()).config.nodeRegistration;
    const cordon = await cordonOf(host, name);
    if (cordon === 'none') return note(`${name} is not cordoned`);
    if (cordon === 'of-somebody-else')
      return note(`${name} was not cordoned by this program, and stays so: kubectl uncordon ${name}`);
    await setCordon(host, name, false);
    note(`${name} takes Pods again`);
  },
};
