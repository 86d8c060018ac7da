import { failed, FINE, type Check } from '../check.ts';
import { interruptedRunFile, type MarkedWorkflow } from '../../interrupted-run.ts';

const OTHER: Readonly<Record<MarkedWorkflow, MarkedWorkflow>> = { init: 'join', join: 'init' };

/**
 * Not of the reference. What an interrupted run left belongs to another cluster than the one that this workflow is
 * for: it is finished, or cleaned away.
 */
export function noOtherRun(workflow: MarkedWorkflow): Check {
  const other = OTHER[workflow];
  const path = interruptedRunFile(other);
  return {
    name: 'InterruptedRun',
    async run(view) {
      const mark = await view.readFile(path);
      if (mark === undefined) return FINE;
      const [, since] = /"startedAt":"([^"]+)"/.exec(mark) ?? [];
      const begun = since === undefined ? '' : ` (begun ${since.slice(0, 19).replace('T', ' ')} UTC)`;
      return failed({
        message: `a \`kubeadm-ts ${other}\`${begun} did not come to its end on this machine`,
        fix: `finish it with the same \`kubeadm-ts ${other}\` command, or clean up with: kubeadm-ts reset`,
      });
    },
  };
}
