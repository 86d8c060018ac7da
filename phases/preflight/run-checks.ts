import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { InitContext } from '../init-context.ts';
import { failed, problemOf, type Check, type Findings, type Problem } from './check.ts';
import type { MarkedCommand } from '../interrupted-run.ts';

/** How, and where, a batch tells what it found. */
export interface Reporting extends Pick<InitContext, 'note' | 'warn'> {
  readonly workflow: MarkedCommand;
  /** Names of checks whose errors count as warnings, in lower case; `all` for every one. */
  readonly ignored: readonly string[];
}

/** A check with what it found. */
export interface Result {
  readonly name: string;
  readonly findings: Findings;
}

/**
 * Run checks side by side. All of them run to their end, whatever they find.
 *
 * @returns what they found, in the order of the checks
 */
export function runChecks<C>(checks: readonly Check<C>[], view: HostView, config: C): Promise<readonly Result[]> {
  return Promise.all(
    checks.map(async (check) => {
      try {
        return { name: check.name, findings: await check.run(view, config) };
      } catch (error) {
        const fix = `see that it can be read; --ignore-preflight-errors=${check.name} goes on without this check`;
        return { name: check.name, findings: failed(problemOf(error, fix)) };
      }
    }),
  );
}

/**
 * Tell what a batch found: first the warnings, then all errors at once.
 *
 * @throws KubeadmError `preflight-failed` that lists every error with its fix
 */
export function report(results: readonly Result[], { workflow, ignored, note, warn }: Reporting): void {
  const isIgnored = (name: string): boolean => ignored.includes('all') || ignored.includes(name.toLowerCase());
  for (const { name, findings } of results) {
    const { errors, warnings } = findings;
    for (const problem of [...(isIgnored(name) ? errors : []), ...warnings]) warn(line('WARNING', name, problem));
  }
  const leftovers = results.flatMap(({ findings }) => findings.leftovers ?? []);
  if (leftovers.length > 0) note(`continuing an interrupted ${workflow}: ${leftovers.join(', ')}`);
  const failures = results.filter(({ name, findings }) => !isIgnored(name) && findings.errors.length > 0);
  if (failures.length > 0) throw preflightError(failures);
}

function preflightError(failures: readonly Result[]): KubeadmError {
  const lines = failures.flatMap(({ name, findings }) =>
    findings.errors.map((problem) => `\t${line('ERROR', name, problem, '\t\t')}`),
  );
  const names = [...new Set(failures.map(({ name }) => name))];
  return new KubeadmError('preflight-failed', `preflight checks failed:\n${lines.join('\n')}`, {
    hint: hintFor(names),
  });
}

function hintFor(names: readonly string[]): string {
  if (names.some((name) => name.startsWith('FileAvailable--')))
    return 'this machine is, or was, part of a cluster: nothing was changed; to begin anew run `kubeadm-ts reset` first (it destroys what is there)';
  const again = 'do what is listed and run the same command again';
  // nothing works without root, or on top of another run: to go on is no advice
  if (names.includes('IsPrivilegedUser') || names.includes('InterruptedRun')) return again;
  return `${again}; whoever knows better can pass --ignore-preflight-errors=${names.join(',')}`;
}

function line(severity: 'ERROR' | 'WARNING', name: string, { message, fix }: Problem, indent = '\t'): string {
  return `[${severity} ${name}]: ${message}\n${indent}fix: ${fix}`;
}
