import type { RunService } from './change.ts';
import type { CommandResult } from './host.ts';

/** systemctl and rc-service end so for a service that does not run. */
const NOT_RUNNING = 3;

/** How services would stand: answers the commands that ask whether one runs. */
export class ServiceOverlay {
  readonly #runs = new Map<string, boolean>();

  remember({ action, service }: RunService): void {
    this.#runs.set(service, !['stop', 'disable', 'forget'].includes(action));
  }

  /** @returns `undefined` for other commands, and for services that nothing is remembered of */
  answer(command: readonly string[]): CommandResult | undefined {
    const [program, first = '', second = ''] = command;
    const asked =
      program === 'systemctl' && first === 'is-active'
        ? second.replace(/\.service$/, '')
        : program === 'rc-service' && second === 'status'
          ? first
          : '';
    const runs = this.#runs.get(asked);
    if (runs === undefined) return undefined;
    return { code: runs ? 0 : NOT_RUNNING, stdout: runs ? 'active\n' : 'inactive\n', stderr: '' };
  }
}
