import type { Outcome } from './simulated-run.ts';
import { run } from './simulated-run.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';

/** A control plane that a simulated `init` of this version made, with what `init` changed forgotten. */
export async function controlPlaneMachine(
  version = 'v1.36.0',
  options: MachineOptions & { readonly init?: readonly string[] } = {},
): Promise<SimulatedMachine> {
  const { init = [], ...machineOptions } = options;
  const machine = new SimulatedMachine(machineOptions);
  const { code, stderr } = await run(['init', '--kubernetes-version', version, ...init], machine);
  if (code !== 0) throw new Error(`init failed: ${stderr}`);
  machine.forget();
  return machine;
}

/** `upgrade` with these words on a simulated machine. */
export function upgrade(machine: SimulatedMachine, ...words: readonly string[]): Promise<Outcome> {
  return run(['upgrade', ...words], machine);
}
