import { KubeadmError } from '../errors/kubeadm-error.ts';
import { nearest } from './nearest.ts';
import { isGroup, type Phase, type Step } from './phase.ts';

/** A step with its full name (`certs/ca`) and whether it is to run. */
export interface SelectedStep<C> {
  readonly path: string;
  readonly step: Step<C>;
  readonly skipped: boolean;
}

/** Every step of a workflow with its full name, in run order. */
export function allSteps<C>(workflow: readonly Phase<C>[], prefix = ''): readonly { path: string; step: Step<C> }[] {
  return workflow.flatMap((phase) => {
    const path = `${prefix}${phase.name}`;
    return isGroup(phase) ? allSteps(phase.phases, `${path}/`) : [{ path, step: phase }];
  });
}

/** Every name that `--skip-phases` knows: groups, steps, and `<group>/all` (which skips nothing). */
export function skippableNames<C>(workflow: readonly Phase<C>[], prefix = ''): readonly string[] {
  return workflow.flatMap((phase) => {
    const path = `${prefix}${phase.name}`;
    if (!isGroup(phase)) return [path];
    return [path, ...(phase.all ? [`${path}/all`] : []), ...skippableNames(phase.phases, `${path}/`)];
  });
}

/**
 * Which steps run when some names are skipped. A group's name skips its steps. Names are exact; aliases do not count.
 *
 * @throws KubeadmError `invalid-phase-name` for the first unknown name; `unresolved-dependencies` when a step that
 * stays needs one that is skipped
 */
export function selectSteps<C>(workflow: readonly Phase<C>[], skip: readonly string[]): readonly SelectedStep<C>[] {
  refuseUnknownNames(workflow, skip);
  const skipped = (path: string): boolean => skip.some((name) => path === name || path.startsWith(`${name}/`));
  const steps = allSteps(workflow).map(({ path, step }) => ({ path, step, skipped: skipped(path) }));
  refuseMissingNeeds(steps);
  return steps;
}

function refuseUnknownNames<C>(workflow: readonly Phase<C>[], skip: readonly string[]): void {
  const known = skippableNames(workflow);
  const unknown = skip.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new KubeadmError('invalid-phase-name', `invalid phase name: ${unknown}`, {
    hint: `${near === undefined ? '' : `did you mean "${near}"? `}names are written as in the phase tree: \`kubeadm-ts init --help\` lists them`,
  });
}

function refuseMissingNeeds<C>(steps: readonly SelectedStep<C>[]): void {
  const runs = (name: string): boolean => steps.some((each) => each.path === name && !each.skipped);
  for (const { path, step, skipped } of steps) {
    const missing = skipped ? [] : (step.needs ?? []).filter((need) => !runs(need));
    if (missing.length === 0) continue;
    const alone = steps.every((each) => each.skipped || each.path === path);
    throw new KubeadmError('unresolved-dependencies', `unresolved dependencies: ${path} needs ${missing.join(', ')}`, {
      hint: alone
        ? `it shows what those phases make, and cannot run alone; on a cluster that is there already, \`kubeadm token create --print-join-command\` prints a join command`
        : `skip ${path} as well, or do not skip ${missing.join(', ')}`,
    });
  }
}
