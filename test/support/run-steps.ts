import type { Group } from '../../pkg/workflow/phase.ts';

/**
 * Run the steps of a group as the workflow does, one after the other.
 *
 * @param only - names of the steps to run; all of them unless given
 * @returns names of the steps that had nothing to do
 */
export async function runSteps<C>(group: Group<C>, context: C, only?: readonly string[]): Promise<readonly string[]> {
  const skipped: string[] = [];
  for (const step of group.phases) {
    if (step.phases !== undefined) throw new Error(`${step.name} is a group`);
    if (only !== undefined && !only.includes(step.name)) continue;
    if (step.skipReason?.(context) === undefined) await step.run(context);
    else skipped.push(step.name);
  }
  return skipped;
}
