import { KubeadmError, describeError } from '../errors/kubeadm-error.ts';
import type { Emit } from '../events/event.ts';
import type { SelectedStep } from './select-steps.ts';

/** What the runner needs besides the steps. */
export interface RunOptions<C> {
  readonly emit: Emit;
  /** The context of one phase: it knows the phase's name, so that notes can say where they come from. */
  readonly contextFor: (phase: string) => C;
  /** Milliseconds, for how long phases took. */
  readonly clock: () => number;
  /** Thrown between two phases when the user asked to stop. */
  readonly signal?: AbortSignal;
}

/**
 * Run steps one after another and tell how each went. The first failure ends the run; nothing is rolled back, because
 * every phase looks before it changes and the same command can be repeated.
 *
 * @throws KubeadmError `phase-failed`, with the phase's name in front and the cause inside
 */
export async function runWorkflow<C>(steps: readonly SelectedStep<C>[], options: RunOptions<C>): Promise<void> {
  for (const selected of steps) {
    // steps whose work is done at once would keep the user's signal waiting
    await new Promise(setImmediate);
    options.signal?.throwIfAborted();
    await runStep(selected, options);
  }
}

async function runStep<C>({ path, step, skipped }: SelectedStep<C>, options: RunOptions<C>): Promise<void> {
  const { emit, clock } = options;
  const context = options.contextFor(path);
  const reason = skipped ? 'asked to skip it' : step.skipReason?.(context);
  if (reason !== undefined) {
    emit({ type: 'phase-skipped', phase: path, reason });
    return;
  }
  emit({ type: 'phase-started', phase: path, summary: step.summary });
  const begin = clock();
  try {
    await step.run(context);
  } catch (error) {
    emit({ type: 'phase-failed', phase: path, message: describeError(error) });
    throw phaseError(path, error);
  }
  emit({ type: 'phase-finished', phase: path, milliseconds: Math.round(clock() - begin) });
}

/** The error of a phase keeps its own code, so that scripts can tell what went wrong. */
function phaseError(path: string, error: unknown): KubeadmError {
  const code = error instanceof KubeadmError ? error.code : 'phase-failed';
  return new KubeadmError(code, `error execution phase ${path}`, { cause: error });
}
