import { describeError, hintOf } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';

/** Something that is wrong with the machine. */
export interface Problem {
  readonly message: string;
  /** The command to run or the file to edit. */
  readonly fix: string;
}

/** What a check found; nothing at all when the machine is fine. */
export interface Findings {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** What was accepted because an interrupted run of the same workflow left it there. */
  readonly leftovers?: readonly string[];
}

/**
 * One look at the machine. It reads only, so that checks can run side by side. `Needs` is the part of a configuration
 * that it has to know, so that what needs little can run before much is known.
 */
export interface Check<Needs = unknown> {
  /** What `--ignore-preflight-errors` calls it. */
  readonly name: string;
  run(view: HostView, config: Needs): Promise<Findings>;
}

export const FINE: Findings = { errors: [], warnings: [] };

export function failed(...errors: readonly Problem[]): Findings {
  return { errors, warnings: [] };
}

export function warned(...warnings: readonly Problem[]): Findings {
  return { errors: [], warnings };
}

/** Accepted, because an interrupted run of the same workflow left it there. */
export function leftover(what: string): Findings {
  return { ...FINE, leftovers: [what] };
}

/** An error as a problem, with its own way out where it has one. */
export function problemOf(error: unknown, fix: string): Problem {
  return { message: describeError(error), fix: hintOf(error) ?? fix };
}

/** `/etc/kubernetes/x` -> `-etc-kubernetes-x`, as the names of checks have it. */
export function nameOfPath(path: string): string {
  return path.replaceAll('/', '-');
}
