import type { JoinContext } from './join-context.ts';

/** Why a phase of control planes has nothing to do: this machine joins as a worker. */
export function workerSkips({ config }: Pick<JoinContext, 'config'>): string | undefined {
  return config.controlPlane === undefined ? 'this machine joins as a worker' : undefined;
}
